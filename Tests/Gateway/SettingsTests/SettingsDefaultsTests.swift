// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct SettingsDefaultsTests {
    @Test("nothing set at all is valid: loopback, no key, no warning")
    func nothing() throws {
        let loaded = try Workspace().load()
        #expect(loaded.settings == Settings())
        #expect(loaded.file == nil)
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.origins.isEmpty)
        #expect(loaded.settings.server.address.isLoopback)
        #expect(!loaded.settings.authentication.isRequired)
        #expect(loaded.settings.provider.apiKey == nil)
    }

    @Test("the defaults are the published ones")
    func values() {
        let settings = Settings()
        #expect(settings.server.address.description == "127.0.0.1:8080")
        #expect(settings.server.maxBodyBytes == 33_554_432)
        #expect(settings.server.maxHeaderBytes == 65_536)
        #expect(settings.server.headerTimeout == .seconds(10))
        #expect(settings.server.bodyTimeout == .seconds(60))
        #expect(settings.server.keepAliveTimeout == .seconds(75))
        #expect(settings.server.maxConnections == 20_000)
        #expect(settings.server.shutdownGrace == .seconds(30))
        #expect(settings.cache.mode == .both)
        #expect(settings.cache.timeToLive == .seconds(300))
        #expect(settings.cache.maxEntries == 10_000)
        #expect(settings.cache.maxBytes == 268_435_456)
        #expect(settings.cache.maxEntryBytes == 4_194_304)
        #expect(settings.provider.name == .openAI)
        #expect(settings.provider.url == nil)
        #expect(settings.provider.model == "gpt-4o-mini")
        #expect(settings.provider.connectTimeout == .milliseconds(5000))
        #expect(settings.provider.firstByteTimeout == .seconds(120))
        #expect(settings.provider.idleTimeout == .seconds(120))
        #expect(settings.provider.totalTimeout == .seconds(3600))
        #expect(settings.provider.maxConnectionsPerLoop == 4096)
        #expect(settings.provider.verifiesTLS)
        #expect(!settings.provider.isOffline)
        #expect(settings.provider.keyRotation == .roundRobin)
        #expect(settings.provider.keyCooldown == .seconds(60))
        #expect(settings.provider.azureAPIVersion == "2024-08-01-preview")
        #expect(settings.provider.copilotTokenURL == "https://api.github.com/copilot_internal/v2/token")
        #expect(settings.cache.staleIfError == .seconds(86_400))
        #expect(settings.cache.staleWhileRevalidate == .zero)
        #expect(settings.resilience.maxRetries == 2)
        #expect(settings.resilience.retryDeadline == .seconds(60))
        #expect(settings.resilience.breakerFailures == 5)
        #expect(settings.resilience.breakerProbeInterval == .seconds(10))
        #expect(settings.resilience.queueLength == 1024)
        #expect(settings.resilience.queueTimeout == .seconds(10))
        #expect(settings.resilience.healthCheckInterval == .seconds(300))
        #expect(settings.logging.level == .info)
        #expect(settings.logging.format == .text)
    }

    @Test("an interval of 0 switches health checks off")
    func off() throws {
        let loaded = try Workspace().load("provider_health_check_interval_secs = 0")
        #expect(loaded.settings.resilience.healthCheckInterval == nil)
        #expect(loaded.warnings.isEmpty)
    }
}
