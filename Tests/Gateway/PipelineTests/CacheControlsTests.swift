// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Testing

@Suite("Cache controls")
struct CacheControlsTests {
    @Test(
        "Cache-Control says whether to read, to write and to ask",
        arguments: [
            ("no-cache", false, true, false), ("no-store", true, false, false), ("only-if-cached", true, true, true),
            ("No-Cache, NO-STORE", false, false, false), ("max-age=0,no-store", true, false, false),
            ("no-cache no-store", false, false, false), ("", true, true, false), ("max-age=0", true, true, false),
            ("private, must-revalidate", true, true, false), ("x-no-cache", true, true, false),
            ("no-cache-please", true, true, false),
        ])
    func cacheControl(header: String, reads: Bool, writes: Bool, only: Bool) {
        var controls = CacheControls()
        controls.apply(cacheControl: header)
        #expect(controls.mayRead == reads && controls.mayWrite == writes && controls.onlyFromCache == only)
    }

    @Test(
        "X-Isartor-Cache knows four words",
        arguments: [
            ("bypass", false, false, false), ("refresh", false, true, false), ("only", true, true, true),
            ("default", true, true, false), ("", true, true, false), ("BYPASS", false, false, false),
        ])
    func isartorCache(header: String, reads: Bool, writes: Bool, only: Bool) {
        var controls = CacheControls()
        let isKnown = controls.apply(isartorCache: header)
        #expect(isKnown)
        #expect(controls.mayRead == reads && controls.mayWrite == writes && controls.onlyFromCache == only)
    }

    @Test("an unknown word is told and changes nothing", arguments: ["off", "bypass ", "bypass, refresh", "true"])
    func unknown(header: String) {
        var controls = CacheControls()
        let isKnown = controls.apply(isartorCache: header)
        #expect(!isKnown)
        #expect(controls == CacheControls())
    }

    @Test("both headers add up, and neither takes back what the other forbade")
    func both() {
        var controls = CacheControls()
        controls.apply(cacheControl: "no-store")
        for word in ["default", "refresh"] { _ = controls.apply(isartorCache: word) }
        #expect(!controls.mayRead && !controls.mayWrite)
    }
}
