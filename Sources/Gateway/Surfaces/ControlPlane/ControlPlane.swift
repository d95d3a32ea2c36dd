// SPDX-License-Identifier: Apache-2.0

import Conversation
public import DataPlane
import HTTPTypes
import Hummingbird
public import Logging
import NIOCore
import WireFormats

/// Everything that is not the data plane: health, metrics, and whatever joins them. Hummingbird's router, asked per
/// request from within the data plane's connections.
public struct ControlPlane: ControlPort {
    private let responder: RouterResponder<BasicRequestContext>
    private let logger: Logger

    /// What an answer of the control plane may measure.
    private static let largestAnswer = 32 << 20

    /// - Parameters:
    ///   - reports: where the pages' contents come from.
    ///   - semantic: who answers for the semantic cache.
    ///   - cache: who knows the kept answers.
    ///   - keys: who gives virtual keys out.
    public init(
        reports: any Reports, semantic: any SemanticAdministration, cache: any CacheAdministration,
        keys: any KeyAdministration, logger: Logger
    ) {
        let router = Router()
        HealthRoutes.add(to: router, reports)
        MetricsRoutes.add(to: router, reports)
        ModelRoutes.add(to: router, reports)
        ProviderRoutes.add(to: router, reports)
        SemanticRoutes.add(to: router, semantic)
        UsageRoutes.add(to: router, reports)
        CacheRoutes.add(to: router, cache)
        KeyRoutes.add(to: router, keys)
        responder = router.buildResponder()
        self.logger = logger
    }

    public func respond(to request: ControlRequest) async -> ControlResponse {
        guard let method = HTTPRequest.Method(request.method) else { return missing(request) }
        var fields = HTTPFields()
        for (name, value) in request.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        // Who asks is what the gate found out, never what a client says.
        if let name = HTTPField.Name(ControlRequest.keyField) { fields[name] = request.keyID }
        let head = HTTPRequest(
            method: method, scheme: "http", authority: nil, path: request.target, headerFields: fields)
        let context = BasicRequestContext(source: .init(channel: request.channel, logger: logger))
        do {
            let response = try await responder.respond(
                to: Request(head: head, body: RequestBody(buffer: request.body)), context: context)
            let collected = CollectedBody(limit: Self.largestAnswer)
            try await response.body.write(BodyCollector(collected))
            if response.status.code >= 400, collected.bytes.readableBytes == 0 {
                // The router's own refusals have no words.
                return response.status == .notFound ? missing(request) : failed(request, status: response.status.code)
            }
            return ControlResponse(
                status: response.status.code,
                headers: response.headers.filter { $0.name != .contentLength }.map { ($0.name.rawName, $0.value) },
                body: collected.bytes)
        } catch let failure as RouteFailure {
            return answer(request, failure.error, failure.format)
        } catch let error as any HTTPResponseError {
            return error.status == .notFound ? missing(request) : failed(request, status: error.status.code)
        } catch {
            logger.error("a control plane route failed", metadata: ["target": "\(request.target.prefix(64))"])
            return failed(request, status: 500)
        }
    }

    private func missing(_ request: ControlRequest) -> ControlResponse {
        answer(
            request,
            GatewayError(
                status: 404, kind: .notFound, code: "route_not_found",
                message: "There is nothing at this address. See the README for the routes that this version serves."))
    }

    private func failed(_ request: ControlRequest, status: Int) -> ControlResponse {
        answer(
            request,
            GatewayError(
                status: status, kind: status < 500 ? .invalidRequest : .unavailable,
                code: status < 500 ? "invalid_request" : "internal_error",
                message: "The request could not be answered."))
    }

    private func answer(_ request: ControlRequest, _ error: GatewayError) -> ControlResponse {
        let path = request.target
        if path.hasPrefix("/v1beta/") { return answer(request, error, .gemini) }
        let format: WireFormat =
            path.hasPrefix("/v1/messages") ? .anthropicMessages : path.hasPrefix("/v1/") ? .openAIChat : .native
        return answer(request, error, format)
    }

    private func answer(_ request: ControlRequest, _ error: GatewayError, _ format: WireFormat) -> ControlResponse {
        ControlResponse(
            status: error.status,
            headers: [
                ("content-type", "application/json"), ("X-Isartor-Layer", Layer.gate.header),
                ("X-Isartor-Deflected", "false"),
            ],
            body: ByteBuffer(bytes: ErrorBody.json(error, format: format, requestID: request.requestID)))
    }
}
