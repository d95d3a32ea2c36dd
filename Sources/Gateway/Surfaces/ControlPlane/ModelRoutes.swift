// SPDX-License-Identifier: Apache-2.0

import Conversation
import HTTPTypes
import Hummingbird
import NIOCore
import WireFormats

/// Lists of models: one path for three families, told apart by the headers that their clients send.
enum ModelRoutes {
    static func add(to router: Router<BasicRequestContext>, _ reports: any Reports) {
        for path: RouterPath in ["/v1/models", "/models", "/v1beta/models"] {
            router.get(path) { request, _ in
                respond(ModelList.json(await reports.models(), dialect(request)))
            }
            router.get("\(path)/**") { request, context in
                let id = context.parameters.getCatchAll().joined(separator: "/")
                let dialect = dialect(request)
                guard let entry = await reports.models().first(where: { $0.id == id }) else {
                    throw missing(id, dialect)
                }
                return respond(ModelList.json(entry, dialect))
            }
        }
    }

    private static func dialect(_ request: Request) -> ModelList.Dialect {
        if request.uri.path.hasPrefix("/v1beta/") || has("x-goog-api-key", request) { return .gemini }
        return has("anthropic-version", request) ? .anthropic : .openAI
    }

    private static func has(_ name: String, _ request: Request) -> Bool {
        HTTPField.Name(name).map { request.headers.contains($0) } ?? false
    }

    private static func missing(_ id: String, _ dialect: ModelList.Dialect) -> RouteFailure {
        let format: WireFormat =
            switch dialect {
            case .openAI: .openAIChat
            case .anthropic: .anthropicMessages
            case .gemini: .gemini
            }
        let error = GatewayError(
            status: 404, kind: .notFound, code: "model_not_found",
            message: "The gateway lists no model `\(id)`. See /v1/models; other names are passed on to the provider.")
        return RouteFailure(error: error, format: format)
    }

    private static func respond(_ json: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
