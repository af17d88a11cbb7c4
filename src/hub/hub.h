// SPDX-License-Identifier: Apache-2.0
// An open hub: one partnership's database, its keys, its ledger and the definitions it works by.
//
//   auto shelf = load_shelf(options.definitions);
//   auto hub = Hub::open(options, std::move(*shelf), clock, chance);
//   auto receipt = submit_file(**hub, request, progress);
//
// Invariants: the schema is the one this program knows; the root key is the one the key database was begun with; the
// partnership is loaded.
// Thread safety: one thread. Several hubs may be open on one database, in one process or in several: each waits for the
// other's transaction and signature (HubOptions::patience), and leaf numbers stay dense.
#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agreements/document.h"
#include "agreements/vocabulary.h"
#include "base/chance.h"
#include "base/clock.h"
#include "base/finding.h"
#include "base/id.h"
#include "base/result.h"
#include "catalogue/catalogue.h"
#include "hub/areas.h"
#include "hub/log.h"
#include "hub/partnership_file.h"
#include "intake/map/profile.h"
#include "intake/place_text/gazetteer.h"
#include "places/area_locator.h"
#include "places/grid.h"
#include "store/connection.h"
#include "store/key_vault.h"

namespace concordat::hub {
namespace sharing {
struct CompiledRules;
}

class Hub;

struct HubOptions {
  std::string database;                ///< sqlite:PATH or postgresql://...
  std::filesystem::path keys;          ///< folder; empty: PATH-keys beside an SQLite database
  std::string key_database;            ///< empty: keys.db in that folder
  std::filesystem::path definitions;
  std::vector<std::string> reader;     ///< command of the reading process
  std::vector<std::string> signer;     ///< command of the signing process, without its files
  std::shared_ptr<LeafQueue> leaves = nullptr;  ///< of the process, for acts that are a leaf and nothing else; none: each alone
  /// Asked before anything about a person is given; a problem refuses it. None: nothing more is asked. What this module must
  /// not know, such as whether witnesses have seen the ledger, so has its say.
  std::function<Result<void>(Hub&)> before_people = {};
  /// Of a server that holds records in memory: those of this agency (its number) that may bear this number, in capitals without
  /// blanks; nothing where it does not know, or knows how it was after another run of linkage than this. None: nobody knows.
  std::function<std::optional<std::vector<std::int64_t>>(int agency, std::string const& number, std::int64_t run)> bearers = {};
  std::chrono::milliseconds patience{15'000};  ///< how long to wait for another writer of the database, and for its signer
};

/// "hub.keys-folder" where the database is no file and no folder is named.
[[nodiscard]] Result<std::filesystem::path> keys_folder(HubOptions const& options);

/// Of the database with the wrapped keys: as told, or keys.db in the folder of the keys.
[[nodiscard]] Result<store::Url> key_database_url(HubOptions const& options);
/// "hub.keys-missing": a missing file would be made anew by whoever opens it, and everything sealed before would stay shut.
[[nodiscard]] Result<void> check_keys(store::Connection& database, HubOptions const& options);
[[nodiscard]] LogOptions log_options(HubOptions const& options);

struct Agency {
  std::string id;
  int number = 0;
  std::string kind;
  std::string name;
  friend bool operator==(Agency const&, Agency const&) = default;
};

struct Feed {
  std::string id;
  int number = 0;
  std::string agency;
  std::string title;
  std::string profile;
  Period every;
  Period due_within;
  Month first_period;
  std::optional<Month> expected_until;
  std::string contact;  ///< mailbox that reminders go to; empty: none
  friend bool operator==(Feed const&, Feed const&) = default;
};

struct Member {
  std::string id;
  std::string agency;
  std::vector<std::string> roles;
  std::map<std::string, Date, std::less<>> trained;
  bool active = false;

  [[nodiscard]] bool has_role(std::string_view role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }
};

struct Partnership {
  std::string name;
  std::string id;
  std::string methods_owner = {};  ///< a member; empty: nobody
  bool synthetic = false;
  std::string area_kind;
  int area_vintage = 0;
  places::Box box;   ///< of the release areas
  int grid_cell = 0; ///< metres
  friend bool operator==(Partnership const&, Partnership const&) = default;
};

/// The definitions a hub works by. Findings where any is wrong: then nothing starts.
struct Shelf {
  catalogue::Catalogue catalogue;
  intake::LoadedProfiles profiles;
  std::vector<agreements::Prohibition> statute;  ///< the hub's own, above every agreement
};
[[nodiscard]] tl::expected<Shelf, Findings> load_shelf(std::filesystem::path const& definitions);

/// The areas every release is counted in, ready to be asked.
struct ReleaseAreas {
  StoredAreas stored;
  places::AreaLocator locator;
};

class Hub {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Hub>> open(HubOptions options, Shelf shelf, Clock const& clock,
                                                         Chance& chance);
  Hub(Hub const&) = delete;
  Hub& operator=(Hub const&) = delete;
  ~Hub();

  [[nodiscard]] store::Connection& database() { return database_; }
  [[nodiscard]] store::KeyVault& vault() { return vault_; }
  [[nodiscard]] Log& log() { return *log_; }
  [[nodiscard]] catalogue::Catalogue const& catalogue() const { return catalogue_; }
  [[nodiscard]] Clock const& clock() const { return clock_; }
  [[nodiscard]] Chance& chance() const { return chance_; }
  [[nodiscard]] HubOptions const& options() const { return options_; }
  [[nodiscard]] Partnership const& partnership() const { return partnership_; }
  [[nodiscard]] std::vector<Agency> const& agencies() const { return agencies_; }
  [[nodiscard]] std::vector<Feed> const& feeds() const { return feeds_; }

  [[nodiscard]] intake::LoadedProfiles const& profiles() const { return profiles_; }
  /// SHA-256 of the profile's file, in hexadecimal.
  [[nodiscard]] std::string profile_hash(std::string_view id) const;
  /// Read at the first call; nullptr where the hub has none.
  [[nodiscard]] ReleaseAreas const* release_areas();
  /// The named places of the partnership, read at the first call; nullptr where there are none.
  [[nodiscard]] intake::Gazetteer const* gazetteer();

  [[nodiscard]] Agency const* agency(std::string_view id) const;
  [[nodiscard]] Feed const* feed(std::string_view id) const;
  [[nodiscard]] Result<std::optional<Member>> member(std::string_view id);
  /// The active members of an agency, by id.
  [[nodiscard]] Result<std::vector<Member>> members_of(std::string_view agency);
  /// What agreements may talk about here: the catalogue and this partnership's agencies and areas.
  [[nodiscard]] agreements::Vocabulary const& vocabulary() const { return vocabulary_; }
  /// The hub's own prohibitions, above every agreement.
  [[nodiscard]] std::vector<agreements::Prohibition> const& statute() const { return statute_; }

  /// Today, but never a day before one this hub has already seen: a clock set back revives no ended agreement.
  [[nodiscard]] Result<Date> today(store::Transaction& transaction);

  /// Stands in the ledger for a person of an agency: 32 hexadecimal digits, the same for a year.
  [[nodiscard]] std::string actor(std::string_view agency, std::string_view member) const;
  /// Key of the blind index of one agency's natural keys.
  [[nodiscard]] crypto::SymmetricKey natural_key_key(std::string_view agency) const;

  /// Key of one thing that accounts keep or hand out: `use` is a word of ours ("totp", "csrf").
  [[nodiscard]] crypto::SymmetricKey account_key(std::string_view use) const;

  /// What one question finds out and the next may use.
  struct BetweenQuestions {
    std::shared_ptr<sharing::CompiledRules const> rules = {};           ///< as last compiled (sharing/standing_rules.h): gone where refresh finds other words, which they hold
    std::map<std::string, Date, std::less<>> audits_in_order = {};  ///< by agency, the day on which its audit sample was not overdue
  };
  [[nodiscard]] BetweenQuestions& between_questions() { return between_questions_; }

  /// Re-reads agencies, feeds and partnership after init changed them. What was made of them stays where nothing did.
  [[nodiscard]] Result<void> refresh();

 private:
  struct Parts;
  explicit Hub(Parts parts);
  [[nodiscard]] Result<void> read_partnership_row();
  [[nodiscard]] Result<void> read_agencies();
  [[nodiscard]] Result<void> read_feeds();

  HubOptions options_;
  Clock const& clock_;
  Chance& chance_;
  catalogue::Catalogue catalogue_;
  store::Connection database_;
  store::KeyVault vault_;
  crypto::SymmetricKey secret_;  ///< from which the blind-index and actor keys are derived
  std::unique_ptr<Log> log_;
  intake::LoadedProfiles profiles_;
  std::vector<agreements::Prohibition> statute_;
  std::unique_ptr<ReleaseAreas> areas_;
  std::unique_ptr<intake::Gazetteer> gazetteer_;
  Partnership partnership_;
  std::string document_;  ///< the partnership's own, as stored
  bool whole_ = false;    ///< the last refresh read all
  std::vector<Agency> agencies_;
  std::vector<Feed> feeds_;
  agreements::Vocabulary vocabulary_;
  BetweenQuestions between_questions_;
};

}  // namespace concordat::hub
