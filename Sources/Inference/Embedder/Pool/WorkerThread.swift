// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A thread that stands back behind those of normal priority, and runs one closure.
struct WorkerThread: Sendable {
    /// How far it stands back.
    enum Rank: Sendable {
        /// It gets a tenth of a processor that others want, too.
        case low
        /// It gets next to nothing of one.
        case idle
    }

    private final class Body: Sendable {
        let rank: Rank
        let run: @Sendable () -> Void

        init(_ rank: Rank, _ run: @escaping @Sendable () -> Void) {
            self.rank = rank
            self.run = run
        }
    }

    private let thread: pthread_t

    /// Starts it; throws if the system has no more threads.
    init(_ rank: Rank = .low, _ run: @escaping @Sendable () -> Void) throws(EncoderFailure) {
        let body = Unmanaged.passRetained(Body(rank, run))
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let status = pthread_create(
            &thread, nil,
            { argument in
                #if canImport(Darwin)
                let raw: UnsafeMutableRawPointer? = argument
                #else
                let raw = argument
                #endif
                if let raw {
                    let body = Unmanaged<Body>.fromOpaque(raw).takeRetainedValue()
                    thread_step_back("isartor-encode", body.rank == .idle)
                    body.run()
                }
                return nil
            }, body.toOpaque())
        guard status == 0 else {
            body.release()
            throw EncoderFailure(
                .memory, "no thread could be started for the encoder",
                remedy: "raise the limit of threads of the gateway's user")
        }
        #if canImport(Darwin)
        guard let thread else { throw .noMemory }
        #endif
        self.thread = thread
    }

    /// Waits until the closure has returned.
    func join() { pthread_join(thread, nil) }

    /// Lets it end by itself.
    func detach() { pthread_detach(thread) }
}
