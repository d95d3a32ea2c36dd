// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One segment of the log on disk, open for as long as somebody holds this: a reader may go on after its removal.
final class SegmentFile: Sendable {
    /// Writes bytes at a place of an open file, as `pwrite` does.
    typealias Write = @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int

    /// What `pwrite` does.
    static let systemWrite: Write = { pwrite($0, $1.baseAddress, $1.count, off_t($2)) }

    /// Its place in the order of all segments.
    let number: UInt32
    let path: String
    let seed: UInt64
    private let descriptor: Int32

    private init(number: UInt32, path: String, seed: UInt64, descriptor: Int32) {
        self.number = number
        self.path = path
        self.seed = seed
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    // MARK: Names

    private static let suffix = ".log"

    /// The name of a segment's file: ten digits, so that names are in the order of numbers.
    static func name(_ number: UInt32) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 10 - digits.utf8.count) + digits + suffix
    }

    /// The number behind a name; nil for files that are no segments.
    static func number(_ name: String) -> UInt32? {
        guard name.hasSuffix(suffix), let number = UInt32(name.dropLast(suffix.utf8.count)), number < .max,
            self.name(number) == name
        else { return nil }
        return number
    }

    // MARK: Opening

    /// Why a file is no segment.
    enum Problem: Error {
        case header(SegmentHeader.Problem)
        case system(StorageFailure)
    }

    /// Makes a segment, readable by its owner alone.
    static func make(
        _ number: UInt32, in folder: String, seed: UInt64, write: Write
    ) throws(StorageFailure) -> SegmentFile {
        let path = folder + "/" + name(number)
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        var descriptor = open(path, flags, 0o600)
        if descriptor < 0, errno == ENOENT {
            // Somebody took the folder away.
            mkdir(folder, 0o700)
            descriptor = open(path, flags, 0o600)
        }
        guard descriptor >= 0 else { throw .refused(reason: systemWords()) }
        let file = SegmentFile(number: number, path: path, seed: seed, descriptor: descriptor)
        do { try file.append(SegmentHeader(seed: seed).bytes, at: 0, write: write) } catch {
            file.remove()
            throw error
        }
        return file
    }

    /// Opens a segment of an earlier run.
    static func reopen(_ number: UInt32, in folder: String) throws(Problem) -> SegmentFile {
        let path = folder + "/" + name(number)
        let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw .system(.cannotOpen(path: path, reason: systemWords())) }
        let header: SegmentHeader
        do { header = try SegmentHeader(bytes(descriptor, 0, SegmentHeader.size)) } catch {
            close(descriptor)
            throw .header(error)
        }
        fchmod(descriptor, 0o600)
        let file = SegmentFile(number: number, path: path, seed: header.seed, descriptor: descriptor)
        // Places in it are numbers of 32 bits.
        guard file.size <= Int(UInt32.max) else { throw .header(.foreign) }
        return file
    }

    // MARK: Use

    /// Its bytes as they are on the disk; zero if they cannot be counted.
    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Reads so many bytes from a place on; fewer if there are not as many, or they cannot be read.
    func bytes(at place: Int, count: Int) -> ByteBuffer { Self.bytes(descriptor, place, count) }

    private static func bytes(_ descriptor: Int32, _ place: Int, _ count: Int) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(count)
        while buffer.readableBytes < count {
            let (next, left) = (place + buffer.readableBytes, count - buffer.readableBytes)
            let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: left) { room in
                var got = pread(descriptor, room.baseAddress, left, off_t(next))
                while got < 0, errno == EINTR { got = pread(descriptor, room.baseAddress, left, off_t(next)) }
                return max(0, got)
            }
            guard got > 0 else { break }
        }
        return buffer
    }

    /// Writes all of `buffer` at the end, which is at `end`; what was written of it is cut off again where that fails.
    func append(_ buffer: ByteBuffer, at end: Int, write: Write) throws(StorageFailure) {
        var problem: Int32 = 0
        buffer.withUnsafeReadableBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[done...]), end + done)
                if count > 0 {
                    done += count
                } else if count == 0 || errno != EINTR {
                    problem = count == 0 ? ENOSPC : errno
                    return
                }
            }
        }
        guard problem != 0 else { return }
        _ = cut(to: end)
        throw .refused(reason: Self.systemWords(problem))
    }

    /// Cuts off what is behind `size` bytes; false if that fails.
    func cut(to size: Int) -> Bool { ftruncate(descriptor, off_t(size)) == 0 }

    /// Takes the file away; whoever holds this can still read it.
    func remove() { unlink(path) }

    /// The system's words for an error.
    static func systemWords(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
}
