// SPDX-License-Identifier: Apache-2.0

import GRDB

/// All steps of the state database's schema.
///
/// A step that was released is never changed; what must change is a further step. A file that names a step which is
/// not here was written by a newer version.
public enum StateSchema {
    public static let migrations: [SchemaMigration] =
        UsageSchema.migrations + VirtualKeyTables.migrations + PrefixSchema.migrations + EntrySchema.migrations

    static func migrator(_ migrations: [SchemaMigration]) -> DatabaseMigrator {
        var migrator = DatabaseMigrator().disablingDeferredForeignKeyChecks()
        for migration in migrations { migrator.registerMigration(migration.name, migrate: migration.change) }
        return migrator
    }
}
