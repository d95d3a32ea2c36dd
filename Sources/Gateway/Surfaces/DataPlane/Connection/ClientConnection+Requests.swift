// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import NIOHTTP1
import Pipeline
import Telemetry
import WireFormats

/// What happens to a request on its way in: the gate, the body, the right door.
extension ClientConnection {
    func begin(_ head: RequestHead) {
        let now = NIODeadline.now()
        let fields = head.fields
        let route = Route(method: head.method, uri: head.uri)
        if route.surface == .gemini { fields.takeKey(fromQueryOf: head.uri) }
        wantsHeadOnly = head.method == .HEAD
        // Older clients may keep a connection only if they are told so, and after an upgrade the decoder stops.
        let isModern = head.isModern
        staysOpen = isModern && head.isKeepAlive && !fields.wantsUpgrade && head.method != .CONNECT
        let hasBody = fields.isChunked || (fields.contentLength ?? 0) > 0
        let requestID = loop.nextRequestID()
        let limits = loop.configuration.limits
        loop.metrics.inFlight += 1
        var key: KeyState?
        do throws(GatewayError) {
            if fields.isAmbiguous {
                throw GatewayError(
                    status: 400, kind: .invalidRequest, code: "malformed_http",
                    message: "The request has more than one Host, or a Transfer-Encoding other than `chunked`.")
            }
            if fields.bytes + head.uri.utf8.count > limits.head {
                throw GatewayError(
                    status: 431, kind: .invalidRequest, code: "header_too_large",
                    message:
                        "The request's header is larger than \(limits.head) bytes. Send fewer or shorter header lines.")
            }
            var admission = Gatekeeper.Admission(principal: .local, presented: nil)
            if !route.isOpen {
                admission = try loop.configuration.gatekeeper.admit(
                    fields, to: route.surface?.format, &credentialDigests, door: KeyDoor(route, uri: head.uri),
                    now: { loop.gateTime() })
                key = admission.key
            }
            if case .methodNotAllowed(let allow, _) = route {
                throw GatewayError(
                    status: 405, kind: .invalidRequest, code: "method_not_allowed",
                    message: "This address takes \(allow) requests only.")
            }
            if let length = fields.contentLength, length > limits.body { throw Self.tooLarge(limits.body) }
            if loop.bodyBytes + (fields.contentLength ?? 0) > limits.bodiesPerLoop { throw Self.tooMuchAtOnce }
            incoming = Incoming(
                method: head.method, uri: head.uri, lines: head.lines, fields: fields, route: route,
                admission: admission, requestID: requestID, started: now,
                isModern: isModern)
            state = .receiving
            deadline = now + loop.configuration.clientTimeouts.body
            if fields.expectsContinue, hasBody, isModern {
                write(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n"))
            }
        } catch {
            key?.leave()
            let format = Incoming.errorFormat(route, head.uri)
            refuse(error, format: format, requestID: requestID, hasBody: hasBody)
            let labels = RequestLabels(
                layer: .gate, status: error.status, family: Self.family(route, fields.editor),
                tool: tool(fields.userAgent))
            count(labels, since: now)
        }
    }

    func receive(_ bytes: ByteBuffer) {
        guard let held = incoming?.body.readableBytes else { return }
        let limits = loop.configuration.limits
        let size = bytes.readableBytes
        if held + size > limits.body { return refuseBody(Self.tooLarge(limits.body)) }
        if loop.bodyBytes + size > limits.bodiesPerLoop { return refuseBody(Self.tooMuchAtOnce) }
        loop.bodyBytes += size
        deadline = .now() + loop.configuration.clientTimeouts.body
        if held == 0 {
            incoming?.body = bytes
            return
        }
        if held < 1 << 20, let length = incoming?.fields.contentLength {
            incoming?.body.reserveCapacity(min(length, 2 << 20))
        }
        incoming?.body.writeImmutableBuffer(bytes)
    }

    func dispatch() {
        guard let request = incoming else { return }
        incoming = nil
        loop.bodyBytes -= request.body.readableBytes
        state = .answering
        deadline = .distantFuture
        switch request.route {
        case .generation(let surface): run(request, surface)
        case .gemini: run(request, .gemini)
        case .passOn(let passage): run(request, request.route.surface ?? .chatCompletions, passage)
        case .hello:
            answer(request, status: 200, json: #"{"status":"ok"}"#)
        case .healthz:
            answer(request, status: 200, json: #"{"status":"ok"}"#)
        case .readiness:
            let isReady = !loop.isDraining
            answer(request, status: isReady ? 200 : 503, json: isReady ? #"{"ok":true}"# : #"{"ok":false}"#)
        case .control:
            askControl(request)
        case .methodNotAllowed:
            becomeReady()
        }
    }

    private func run(_ request: Incoming, _ surface: Surface, _ passage: Operation.Passage? = nil) {
        let exchange = Exchange(
            connection: self, loop: loop, request: request, surface: surface, passage: passage)
        self.exchange = exchange
        exchange.run()
    }

    // MARK: Short answers

    private func answer(_ request: Incoming, status: Int, json: StaticString) {
        var writer = ResponseWriter(status: status, allocator: allocator)
        writer.lines("content-type: application/json\r\n")
        writer.field("content-length", json.utf8CodeUnitCount)
        writeConnectionField(&writer)
        writer.end()
        if request.method != .HEAD { writer.lines(json) }
        write(writer.bytes)
        finished(request, layer: .controlPlane, status: status)
    }

    private func askControl(_ request: Incoming) {
        guard let channel, let context else { return }
        let control = loop.control
        let asked = ControlRequest(
            method: request.method.rawValue, target: request.uri, headers: request.lines.pairs,
            body: request.body, channel: channel, requestID: request.requestID, keyID: request.admission.key?.id)
        let eventLoop = context.eventLoop
        let bound = NIOLoopBound((connection: self, request: request), eventLoop: eventLoop)
        Task {
            let response = await control.respond(to: asked)
            eventLoop.execute {
                bound.value.connection.answer(bound.value.request, with: response)
            }
        }
    }

    private func answer(_ request: Incoming, with response: ControlResponse) {
        guard case .answering = state else { return count(left: request) }
        var writer = ResponseWriter(status: response.status, allocator: allocator)
        for (name, value) in response.headers { writer.pair(name, value) }
        writer.field("content-length", response.body.readableBytes)
        writer.field("X-Isartor-Request-Id", request.requestID)
        writeConnectionField(&writer)
        writer.end()
        if request.method != .HEAD { writer.bytes.writeImmutableBuffer(response.body) }
        write(writer.bytes)
        finished(request, layer: .controlPlane, status: response.status)
    }

    /// Counts a request and makes the connection ready for the next one.
    func finished(_ request: Incoming, layer: RequestLabels.AnsweredBy, status: Int) {
        request.leave()
        let labels = RequestLabels(
            layer: layer, status: status, family: Self.family(request.route, request.fields.editor),
            tool: tool(request.fields.userAgent))
        count(labels, since: request.started)
        becomeReady()
    }

    func count(_ labels: RequestLabels, since started: NIODeadline) {
        loop.metrics.inFlight -= 1
        loop.metrics.finished(labels, nanoseconds: (NIODeadline.now() - started).nanoseconds)
    }

    /// Counts a request that its client did not wait for.
    func count(left request: Incoming) {
        request.leave()
        let labels = RequestLabels(
            layer: .gate, status: 499, family: Self.family(request.route, request.fields.editor),
            tool: tool(request.fields.userAgent))
        count(labels, since: request.started)
    }

    static func family(_ route: Route, _ editor: RequestLabels.Family?) -> RequestLabels.Family {
        if let editor, route.surface == .chatCompletions { return editor }
        return switch route.surface {
        case .chatCompletions, .responses: .openai
        case .messages: .anthropic
        case .gemini: .gemini
        case .native: .native
        case nil: .control
        }
    }

    // MARK: Refusals

    /// Answers with an error; a body that still comes is thrown away, so that the client gets to read the answer.
    private func refuse(_ error: GatewayError, format: WireFormat, requestID: String, hasBody: Bool) {
        if hasBody { staysOpen = false }
        writeError(error, format: format, requestID: requestID)
        deadline = .now() + Self.discardTime
        state = .discarding(budget: Self.discardBudget, thenClose: hasBody)
    }

    /// Refuses a request in the middle of its body.
    private func refuseBody(_ error: GatewayError) {
        guard let request = incoming else { return }
        loop.bodyBytes -= request.body.readableBytes
        incoming = nil
        request.leave()
        refuse(error, format: request.errorFormat, requestID: request.requestID, hasBody: true)
        let labels = RequestLabels(
            layer: .gate, status: error.status, family: Self.family(request.route, request.fields.editor),
            tool: tool(request.fields.userAgent))
        count(labels, since: request.started)
    }

    /// Answers what is no request, or none that will end, and closes.
    func refuseUnreadable(_ error: GatewayError) {
        staysOpen = false
        if incoming != nil {
            refuseBody(error)
        } else {
            loop.metrics.inFlight += 1
            wantsHeadOnly = false
            writeError(error, format: .native, requestID: loop.nextRequestID())
            count(
                RequestLabels(layer: .gate, status: error.status, family: .control, tool: .unknown), since: .now())
        }
        closeSoon()
    }

    func writeError(_ error: GatewayError, format: WireFormat, requestID: String, layer: Layer = .gate) {
        let body = ErrorBody.json(error, format: format, requestID: requestID)
        var writer = ResponseWriter(status: error.status, allocator: allocator, capacity: 512 + body.count)
        writer.lines("content-type: application/json\r\n")
        writer.field("content-length", body.count)
        writer.layer(layer, deflected: false, provider: nil, requestID: requestID)
        if let seconds = error.retryAfter { writer.field("retry-after", seconds) }
        if error.isFinal { writer.lines("x-should-retry: false\r\n") }
        if error.status == 401 { writer.lines("www-authenticate: Bearer\r\n") }
        if error.status == 405 { writer.lines("allow: POST\r\n") }
        writeConnectionField(&writer)
        writer.end()
        if !wantsHeadOnly { writer.bytes.writeBytes(body) }
        write(writer.bytes)
    }

    private static func tooLarge(_ limit: Int) -> GatewayError {
        GatewayError(
            status: 413, kind: .tooLarge, code: "request_too_large",
            message: "The request's body is larger than \(limit) bytes. Send less, or raise max_body_bytes.")
    }

    private static var tooMuchAtOnce: GatewayError {
        GatewayError(
            status: 503, kind: .overloaded, code: "too_many_bodies",
            message: "The gateway holds too many request bodies at once. Try again soon.", retryAfter: 1)
    }
}
