// SPDX-License-Identifier: Apache-2.0

import Embedder
import Foundation

/// Vectors of real prompts: each prompt of the semantic cache's workload, in several wordings of its surroundings, half of
/// them kept and half of them asked. So each question has nine rivals that say the same, and others of its topic.
struct PromptVectors {
    let kept: [[Float]]
    let asked: [[Float]]

    private struct Line: Decodable {
        let prompt: String
    }

    private static let keptFrames = [
        ("", ""), ("Please tell me: ", ""), ("Hi! ", " Thanks!"), ("I have a question. ", ""),
        ("", " I can't find it."),
        ("Quick one: ", ""), ("Hello, ", " Please answer soon."), ("", " Any help is welcome."),
        ("Could you help? ", ""),
        ("I was told to ask here. ", ""),
    ]
    private static let askedFrames = [
        ("", " Thank you."), ("Excuse me, ", ""), ("Hey, ", ""), ("One more thing. ", ""), ("", " It is urgent."),
        ("Can someone say? ", ""), ("Good morning. ", " Best regards"), ("My colleague asks: ", ""), ("So, ", ""),
        ("", " (I looked already.)"),
    ]

    /// Nil if the weights or the prompts are not there.
    init?(weights: String, workload: String) {
        guard let text = try? String(contentsOfFile: workload, encoding: .utf8),
            let encoder = try? Encoder(EncoderFiles(folder: weights)), let scratch = try? EncoderScratch()
        else { return nil }
        let prompts = text.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Line.self, from: Data($0.utf8)).prompt
        }
        func vectors(_ frames: [(String, String)]) -> [[Float]] {
            prompts.flatMap { prompt in
                frames.compactMap { frame in
                    try? encoder.encode(Array((frame.0 + prompt + frame.1).utf8).span, scratch: scratch).pooled
                }
            }
        }
        kept = vectors(Self.keptFrames)
        asked = vectors(Self.askedFrames)
        guard !kept.isEmpty, !asked.isEmpty else { return nil }
    }
}
