// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger

/// The tables of the usage ledger.
///
/// Entries are kept for some weeks, their sums by hour and day much longer; no page ever reads entries to make a sum.
/// Words that repeat (providers, models, tools, principals, the beginnings of request ids) are numbers into one table, so
/// that an entry is small: SQLite stores small numbers in a byte or two, and zeros in none.
enum UsageSchema {
    static let migrations = [
        SchemaMigration("usage-1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE usage_word (
                        id INTEGER PRIMARY KEY,
                        kind INTEGER NOT NULL,
                        text TEXT NOT NULL,
                        UNIQUE (kind, text));
                    CREATE TABLE usage_event (
                        id INTEGER PRIMARY KEY,
                        time INTEGER NOT NULL,
                        origin INTEGER NOT NULL,
                        number INTEGER NOT NULL,
                        part INTEGER NOT NULL,
                        shape INTEGER NOT NULL,
                        marks INTEGER NOT NULL,
                        status INTEGER NOT NULL,
                        duration INTEGER NOT NULL,
                        tool INTEGER, provider INTEGER, model INTEGER, answered INTEGER, principal INTEGER,
                        session INTEGER, key INTEGER,
                        input INTEGER, output INTEGER, reasoning INTEGER, cached_read INTEGER,
                        cache_write_5m INTEGER, cache_write_1h INTEGER,
                        audio_input INTEGER, image_input INTEGER, audio_output INTEGER,
                        money INTEGER,
                        UNIQUE (origin, number, part));
                    CREATE TABLE usage_session (
                        id INTEGER PRIMARY KEY,
                        name TEXT NOT NULL,
                        principal INTEGER NOT NULL,
                        provider INTEGER NOT NULL,
                        first INTEGER NOT NULL,
                        last INTEGER NOT NULL,
                        calls INTEGER NOT NULL,
                        input INTEGER NOT NULL,
                        cached_read INTEGER NOT NULL,
                        cache_write INTEGER NOT NULL,
                        cost INTEGER NOT NULL,
                        UNIQUE (name, principal, provider));
                    CREATE INDEX usage_session_last ON usage_session (last);
                    """)
            for span in UsageSpan.allCases {
                try database.execute(
                    sql: """
                        CREATE TABLE \(span.table) (
                            start INTEGER NOT NULL,
                            provider INTEGER NOT NULL,
                            model INTEGER NOT NULL,
                            principal INTEGER NOT NULL,
                            tool INTEGER NOT NULL,
                            layer INTEGER NOT NULL,
                            surface INTEGER NOT NULL,
                            arm INTEGER NOT NULL,
                            \(UsageSums.names.map { "\($0) INTEGER NOT NULL" }.joined(separator: ", ")),
                            PRIMARY KEY (start, provider, model, principal, tool, layer, surface, arm)) WITHOUT ROWID
                        """)
            }
        }
    ]
}
