// SPDX-License-Identifier: Apache-2.0

import ModelFiles
import Testing

@Suite("Settings of the Hugging Face tools")
struct HubSettingsTests {
    @Test("name the folder of what was downloaded")
    func cache() {
        let cases: [([String: String], String?)] = [
            (["HF_HUB_CACHE": "/a/hub", "HF_HOME": "/b"], "/a/hub"), (["HF_HOME": "/b"], "/b/hub"),
            (["HF_HOME": "~/b"], "/home/you/b/hub"), (["XDG_CACHE_HOME": "/c"], "/c/huggingface/hub"),
            ([:], "/home/you/.cache/huggingface/hub"), (["HF_HOME": ""], "/home/you/.cache/huggingface/hub"),
        ]
        for (environment, cache) in cases {
            #expect(HubSettings(environment: environment, home: "/home/you").cache == cache)
        }
        #expect(HubSettings(environment: [:], home: nil).cache == nil)
    }

    @Test("have no endpoint of their own, and allow the network unless told otherwise")
    func defaults() {
        let settings = HubSettings(environment: [:], home: nil)
        #expect(settings.endpoint == nil)
        #expect(!settings.isOffline)
        #expect(!HubSettings(environment: ["HF_HUB_OFFLINE": "0"], home: nil).isOffline)
        #expect(HubSettings(environment: ["HF_ENDPOINT": ""], home: nil).endpoint == nil)
    }
}
