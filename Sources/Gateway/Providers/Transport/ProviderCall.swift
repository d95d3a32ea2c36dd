// SPDX-License-Identifier: Apache-2.0

/// A request that some provider is answering.
public protocol ProviderCall: AnyObject {
    /// Gives the request up; nothing comes after this.
    func cancel()
    /// Stops or resumes the flow of the answer.
    func holdReading(_ hold: Bool)
}
