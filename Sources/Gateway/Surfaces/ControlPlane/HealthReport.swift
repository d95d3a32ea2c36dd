// SPDX-License-Identifier: Apache-2.0

import WireFormats

/// What `/health` tells about a gateway.
public struct HealthReport: Sendable {
    public var version: String
    public var uptimeSeconds: Int
    /// `active` or `disabled`, for the exact cache.
    public var exactCache: String
    /// `serving`, `shadow`, `unavailable` or `disabled`, for the semantic cache.
    public var semanticCache: String
    /// `active`, `no_api_key`, `synthetic` or `offline`, for the provider.
    public var provider: String
    public var requests: Int
    public var deflected: Int
    /// `active`, `failing`, `damaged`, `unavailable` or `off`, for the state on disk.
    public var storage: String
    /// What is wrong with it, in words.
    public var storageReason: String?

    public init(
        version: String, uptimeSeconds: Int, exactCache: String, semanticCache: String = "disabled", provider: String,
        requests: Int, deflected: Int, storage: String = "off", storageReason: String? = nil
    ) {
        self.version = version
        self.uptimeSeconds = uptimeSeconds
        self.exactCache = exactCache
        self.semanticCache = semanticCache
        self.provider = provider
        self.requests = requests
        self.deflected = deflected
        self.storage = storage
        self.storageReason = storageReason
    }

    /// The report as JSON; layers that this version does not have are `disabled`.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("status", string: "ok")
        writer.member("version", string: version)
        writer.key("layers")
        writer.beginObject()
        writer.member("l1a", string: exactCache)
        writer.member("l1b", string: semanticCache)
        writer.member("l2", string: "disabled")
        writer.member("l3", string: provider)
        writer.endObject()
        writer.member("uptime_seconds", integer: uptimeSeconds)
        writer.key("demo_mode")
        writer.boolean(false)
        writer.member("proxy", string: "disabled")
        writer.member("proxy_layer3", string: "disabled")
        writer.member("proxy_recent_requests", integer: 0)
        writer.member("prompt_total_requests", integer: requests)
        writer.member("prompt_total_deflected_requests", integer: deflected)
        writer.key("storage")
        writer.beginObject()
        writer.member("status", string: storage)
        if let storageReason { writer.member("reason", string: storageReason) }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
