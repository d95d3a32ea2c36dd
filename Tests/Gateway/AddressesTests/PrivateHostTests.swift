// SPDX-License-Identifier: Apache-2.0

import Addresses
import Testing

@Suite("Private hosts")
struct PrivateHostTests {
    @Test(
        "this machine, private addresses, and names that are never public",
        arguments: [
            "localhost", "a.localhost", "127.0.0.1", "127.255.255.254", "::1", "[::1]", "10.0.0.0", "10.255.255.255",
            "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "fc00::1", "fd12:3456:789a::",
            "[fd00::1]",
            "FD00::ABCD", "fdff:1:2:3:4:5:6:7", "fd00::1:2:3:4:5:6", "llm.default.svc", "llm.default.svc.cluster.local",
            "printer.local", "LLM.Internal", "llm.corp", "box.lan", "ollama", "gpu-1", "gpu_1", "10.local", "a1",
            "0xyz", "LOCALHOST", "api.localhost", "127.255.0.9", "10.0.0.1", "192.168.1.1", "fdab::1", "gpu-box",
            "box.local",
            "llm.internal", "llm.lan", "llm.ai.svc", "llm.ai.svc.cluster.local",
        ])
    func matches(host: String) {
        #expect(PrivateHost.matches(host))
    }

    @Test(
        "all others",
        arguments: [
            "", ".", "api.openai.com", "example.com", "local.example.com", "localhost.example.com", "127.0.0.1.nip.io",
            "8.8.8.8", "0.0.0.0", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.1.1",
            "192.169.1.1", "169.254.169.254", "100.64.0.1", "128.0.0.1", "10.0.0.256", "10.0.0", "10.0.0.1.",
            "10..0.1", "+10.0.0.1", "fe80::1", "fec0::1", "2001:db8::1", "::", "fd::1", "fb00::1", "fe00::1", "fd00:1",
            "fd00:::1", "fd00::1::2", "fd00::1%eth0", "fd00:1:2:3:4:5:6:7:8", "fd00::g", "fd00:1:2:3:4:5:6:",
            "[fd00::1",
            "fd00::12345", ".local", ".svc", "a..local", "a b.local", "a/b", "a@b.local", "x.local.", "ollama.",
            "172.15.0.1", "172.32.0.1", "192.169.0.1", "::ffff:8.8.8.8", "::ffff:169.254.169.254", "internal.com",
            "10.evil.com", "127.0.0.1.evil.com", "localhost.evil.com", "evil.local.com", "134744072", "0x08080808",
            "ai.",
            "1.2.3.0x7f", "[10.0.0.1", "fc00::zz", "localhost.", "box.local.",
            "evil.com#.local", "svc.cluster.local.evil.com", "ünï", "\u{212A}",
        ])
    func others(host: String) {
        #expect(!PrivateHost.matches(host))
    }

    @Test(
        "an address in an unusual spelling is none, whatever a resolver makes of it",
        arguments: [
            "127.1", "0x", "0x7f.1", "0x7f.0.0.1", "0x7f000001", "0X7F000001", "2130706433", "017700000001", "10.1",
            "010.0.0.1", "10.0.0.01", "0127.0.0.1", "127.0.0.0x1", "127.+1.0.1", "127.00.0.1", "1٠.0.0.1",
            "::ffff:10.0.0.1", "::ffff:127.0.0.1", "[::ffff:192.168.0.1]", "::ffff:a00:1", "0:0:0:0:0:ffff:7f00:1",
            "::127.0.0.1", "64:ff9b::a00:1",
        ])
    func spellings(host: String) {
        #expect(!PrivateHost.matches(host))
        #expect(!LoopbackHost.matches(host))
    }

    @Test(
        "a cloud's metadata service is not private, by none of its names",
        arguments: [
            "169.254.169.254", "metadata", "Metadata.Google.Internal", "instance-data", "instance-data.ec2.internal",
            "fe80::a9fe:a9fe",
        ])
    func metadata(host: String) {
        #expect(!PrivateHost.matches(host))
    }
}
