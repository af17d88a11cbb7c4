// SPDX-License-Identifier: Apache-2.0
// For the tests of backups: a hub with people in it, a backup key that lies elsewhere, and places to restore to.
#pragma once

#include "hub/backup/backup.h"
#include "hub/backup/drill.h"
#include "hub/backup/restore.h"
#include "hub/hub_test_tools.h"
#include "hub/retention.h"

namespace concordat::hub::proving {

class BackupTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    fs::create_directory(folder() / "offline");
    ASSERT_EQ(code_of(make_backup_key(folder() / "offline" / "backup.key", system_)), "fine");
    fs::copy_file(folder() / "offline" / "backup.key.pub", folder() / "keys" / "backup.pub");
    take_in("police-incidents", police_month("2026-07", {3, 2, 1, 0}));
    take_in("school-people", std::string{people_header} + "1,Anna Aster,01/02/2010,Victim,,\n2,Berta Birke,01/03/2009,Witness,,\n");
  }

  [[nodiscard]] fs::path out() const { return folder() / "copies"; }
  [[nodiscard]] fs::path keys_out() const { return folder() / "key-copies"; }
  [[nodiscard]] Result<BackupReport> backup() { return make_backup(hub(), {out(), keys_out(), {}}); }
  [[nodiscard]] BackupReport made() {
    auto report = backup();
    EXPECT_EQ(code_of(report), "fine");
    if (!report) std::abort();
    return std::move(*report);
  }

  /// A place of its own for each restore, on the same kind of database.
  [[nodiscard]] RestoreOptions into(std::string const& name) {
    RestoreOptions restore{out(), keys_out(), folder() / "offline" / "backup.key", {}, {}, options()};
    auto const url = is_sqlite() ? store::Url::sqlite((folder() / (name + ".db")).string()) : another_url();
    restore.place.database = is_sqlite() ? "sqlite:" + url.target() : url.target();
    restore.place.keys = folder() / (name + "-keys");
    return restore;
  }
  [[nodiscard]] Result<RestoreReport> restored(RestoreOptions const& restore) {
    return hub::restore(restore, shelf(), clock_, chance_);
  }
  /// Nothing that a failed restore made may be there.
  void expect_nothing_at(RestoreOptions const& restore) {
    EXPECT_FALSE(fs::exists(restore.place.keys));
    EXPECT_FALSE(fs::exists(restore.place.keys.string() + ".restoring"));
    if (!is_sqlite()) {
      auto connection = store::Connection::open(*store::Url::parse(restore.place.database));
      ASSERT_TRUE(connection);
      EXPECT_EQ(store::schema_number(*connection, store::Schema::hub).value_or(-1), 0) << "not even tables";
      return;
    }
    EXPECT_FALSE(fs::exists(restore.place.database.substr(7)));
    for (auto const* ending : {"", "-wal", "-shm"}) EXPECT_FALSE(fs::exists(restore.place.database.substr(7) + ".restoring" + ending));
  }

  /// One sealed record of the school's: where it is and what it says, or why it cannot be read.
  struct Person {
    store::RecordKeyRef ref;
    store::Bytes sealed;
  };
  [[nodiscard]] Person person_in(Hub& of) {
    Person person;
    auto const read = of.database().query("SELECT id, key_version, sealed FROM source_record WHERE submission = 2 ORDER BY id",
                                          [&](store::Row const& row) {
                                            person = {{row.integer(0), of.agency("northshire-school")->number, row.small(1)}, row.bytes(2)};
                                            return false;
                                          });
    EXPECT_TRUE(read);
    return person;
  }
  [[nodiscard]] std::string read_person(Hub& of, Person const& person) {
    auto const opened = of.vault().open_identity(person.ref, person.sealed);
    return opened ? opened->reveal(TestDesk::open()) : code_of(opened);
  }
  [[nodiscard]] std::unique_ptr<Hub> opened(HubOptions const& place) {
    auto hub = Hub::open(place, shelf(), clock_, chance_);
    EXPECT_EQ(code_of(hub), "fine");
    return hub ? std::move(*hub) : nullptr;
  }

  SystemChance system_;
};

}  // namespace concordat::hub::proving
