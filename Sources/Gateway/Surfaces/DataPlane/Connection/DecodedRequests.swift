// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Stands behind the HTTP library's decoder and hands its connection what that finds.
final class DecodedRequests: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let connection: ClientConnection

    init(_ connection: ClientConnection) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { connection.receive(unwrapInboundIn(data)) }
}

extension DataPlaneConfiguration.Limits {
    /// The HTTP library's decoder.
    ///
    /// It stops what is far too large. What is a little too large gets to the gate, which words its refusal in the
    /// client's format.
    func decoder() -> ByteToMessageHandler<HTTPRequestDecoder> {
        var bounds = NIOHTTPDecoderLimitConfiguration()
        bounds.maxHeaderFieldSize = 2 * head
        bounds.maxHeaderListSize = 2 * head
        return ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: bounds))
    }
}
