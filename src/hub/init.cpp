// SPDX-License-Identifier: Apache-2.0
#include "hub/init.h"

#include <cmath>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "crypto/seal.h"
#include "hub/act.h"
#include "hub/areas.h"
#include "ledger/signer.h"
#include "store/migrate.h"

namespace concordat::hub {
namespace sql {

// The grid stays as it was first laid: a grid that moved would cut its own cells, and two maps could be subtracted.
constexpr store::Sql put_partnership =
    "INSERT INTO partnership (id, name, synthetic, document, release_area_kind, release_area_vintage, "
    "grid_origin_easting, grid_origin_northing, grid_cell, grid_columns, grid_rows, created_at) VALUES (1, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, document = excluded.document, "
    "release_area_kind = excluded.release_area_kind, release_area_vintage = excluded.release_area_vintage";
constexpr store::Sql known_partnership = "SELECT document, synthetic FROM partnership WHERE id = 1";
constexpr store::Sql number_of_agency = "SELECT number FROM agency WHERE id = ?";
constexpr store::Sql next_agency = "SELECT coalesce(max(number), 0) + 1 FROM agency";
constexpr store::Sql put_agency =
    "INSERT INTO agency (id, number, kind, name, public_key) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET kind = "
    "excluded.kind, name = excluded.name, public_key = coalesce(excluded.public_key, agency.public_key)";
constexpr store::Sql retire_members = "UPDATE member SET active = 0";
constexpr store::Sql put_member =
    "INSERT INTO member (id, agency, roles, training, active) VALUES (?, ?, ?, ?, 1) ON CONFLICT (id) DO UPDATE SET agency "
    "= excluded.agency, roles = excluded.roles, training = excluded.training, active = 1";
constexpr store::Sql number_of_feed = "SELECT number FROM feed WHERE id = ?";
constexpr store::Sql next_feed = "SELECT coalesce(max(number), 0) + 1 FROM feed";
constexpr store::Sql put_feed =
    "INSERT INTO feed (id, number, agency, title, profile, every, due_within, first_period, expected_until) VALUES (?, ?, "
    "?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title, profile = excluded.profile, every = "
    "excluded.every, due_within = excluded.due_within, first_period = excluded.first_period, expected_until = "
    "excluded.expected_until";

}  // namespace sql

namespace {

/// The one fixed grid of every map.
constexpr double grid_cell_metres = 250;

tl::unexpected<InitFailure> broken(Problem const& problem) { return tl::unexpected<InitFailure>{{problem, {}}}; }

tl::unexpected<InitFailure> broken(Findings findings) {
  return tl::unexpected<InitFailure>{{Problem{Fault::malformed, "init.documents", "The partnership's files have errors.",
                                              "Correct what is listed and run init again; nothing was changed.", {}},
                                      std::move(findings)}};
}

class Initialiser {
 public:
  Initialiser(HubOptions options, Clock const& clock, Chance& chance)
      : options_{std::move(options)}, clock_{clock}, chance_{chance} {}

  /// New keys beside old data would open no identity and sign another ledger.
  Result<void> refuse_new_keys(bool known);
  Result<void> make_keys(std::string const& origin);
  Result<void> find_keys();
  Result<void> migrate();
  HubOptions& options() { return options_; }
  InitReport& report() { return report_; }
  Result<void> put_partnership(store::Connection& connection, PartnershipFile const& file,
                               std::vector<LoadedAreas> const& areas);
  Result<void> put_members(store::Connection& connection, PartnershipFile const& file);
  Result<void> put_agencies(store::Connection& connection, PartnershipFile const& file, AgencyKeys const& keys);
  Result<void> put_feeds(store::Connection& connection, PartnershipFile const& file);

 private:
  HubOptions options_;
  Clock const& clock_;
  Chance& chance_;
  InitReport report_;
};

Result<void> Initialiser::refuse_new_keys(bool known) {
  auto const folder = keys_folder(options_);
  if (!folder) return fail(folder);
  if (!known) return {};
  for (auto const* name : {"root.key", "hub.key", "signer.key"}) {
    if (std::filesystem::exists(*folder / name)) continue;
    return fail(Fault::missing, "init.keys-missing", "The database has its keys elsewhere: they are not in this folder.",
                "Name the folder that was made with the database with --keys, or bring its backup back.");
  }
  return {};
}

Result<void> Initialiser::make_keys(std::string const& origin) {
  auto const folder = keys_folder(options_);
  if (!folder) return fail(folder);
  options_.keys = *folder;
  report_.keys = *folder;
  std::error_code error;
  std::filesystem::create_directories(*folder, error);
  std::filesystem::permissions(*folder, std::filesystem::perms::owner_all, error);
  if (error) {
    return fail(Fault::unavailable, "init.keys-folder", "The folder of the keys cannot be made or closed to others.",
                "Choose another with --keys, on a disk where you may write.");
  }
  if (!std::filesystem::exists(*folder / "root.key")) {
    report_.made_keys = true;
    if (auto done = store::KeyVault::create_root_key(*folder / "root.key", chance_); !done) return done;
  }
  if (!std::filesystem::exists(*folder / "hub.key")) {
    if (auto done = crypto::write_key_file(*folder / "hub.key", crypto::generate_key(chance_)); !done) return done;
  }
  if (!std::filesystem::exists(*folder / "signer.key")) {
    auto verifier = create_ledger_keys(*folder, origin, chance_);
    if (!verifier) return fail(verifier);
  }
  return find_keys();
}

Result<void> Initialiser::find_keys() {
  auto const folder = keys_folder(options_);
  if (!folder) return fail(folder);
  options_.keys = *folder;
  report_.keys = *folder;
  auto verifier = read_file(*folder / "signer.vkey", 4096);
  if (!verifier) return fail(verifier);
  report_.verifier = text::trim(*verifier);
  return {};
}

Result<void> Initialiser::migrate() {
  auto url = store::Url::parse(options_.database);
  if (!url) return fail(url);
  auto connection = store::Connection::open(*url);
  if (!connection) return fail(connection);
  auto migrated = store::migrate(*connection, store::Schema::hub, clock_);
  if (!migrated) return fail(migrated);
  report_.schema_from = migrated->from;
  report_.schema_to = migrated->to;
  return {};
}

Result<void> Initialiser::put_partnership(store::Connection& connection, PartnershipFile const& file,
                                          std::vector<LoadedAreas> const& areas) {
  places::Box box;
  for (auto const& loaded : areas) {
    if (loaded.set.kind() == file.release_area_kind && loaded.set.vintage() == std::to_string(file.release_area_vintage)) {
      box = loaded.set.box();
    }
  }
  auto const grid = places::Grid::over(box, grid_cell_metres);
  if (!grid) return fail(grid);
  auto done = connection.execute(sql::put_partnership, file.name, file.synthetic ? 1 : 0, file.document,
                                 file.release_area_kind, file.release_area_vintage, std::lround(grid->west()),
                                 std::lround(grid->south()), std::lround(grid->cell_size()), grid->columns(), grid->rows(),
                                 format_instant(clock_.now()));
  if (!done) return fail(done);
  return {};
}

Result<void> Initialiser::put_agencies(store::Connection& connection, PartnershipFile const& file, AgencyKeys const& keys) {
  for (auto const& agency : file.agencies) {
    auto number = connection.query_integer(sql::number_of_agency, agency.id);
    if (!number) return fail(number);
    if (!*number) number = connection.query_integer(sql::next_agency);
    if (!number) return fail(number);
    auto const key = keys.by_agency.find(agency.id);
    auto const public_key = key == keys.by_agency.end() ? std::nullopt : std::optional{key->second};
    auto done = connection.execute(sql::put_agency, agency.id, **number, agency.kind, agency.name, public_key);
    if (!done) return fail(done);
  }
  report_.agencies = file.agencies.size();
  return {};
}

Result<void> Initialiser::put_members(store::Connection& connection, PartnershipFile const& file) {
  // A member who is no longer in the file may no longer ask; the row stays, because the ledger speaks of it.
  if (auto done = connection.execute(sql::retire_members); !done) return fail(done);
  for (auto const& member : file.members) {
    Json roles{Json::Array{}};
    for (auto const& role : member.roles) roles.push(role);
    auto done = connection.execute(sql::put_member, member.id, member.agency, roles.canonical(), member.training.canonical());
    if (!done) return fail(done);
  }
  report_.members = file.members.size();
  return {};
}

Result<void> Initialiser::put_feeds(store::Connection& connection, PartnershipFile const& file) {
  for (auto const& feed : file.feeds) {
    auto number = connection.query_integer(sql::number_of_feed, feed.id);
    if (!number) return fail(number);
    if (!*number) number = connection.query_integer(sql::next_feed);
    if (!number) return fail(number);
    auto const until = feed.expected_until ? std::optional{format_month(*feed.expected_until)} : std::nullopt;
    auto done = connection.execute(sql::put_feed, feed.id, **number, feed.agency, feed.title, feed.profile, feed.every,
                                   feed.due_within, format_month(feed.first_period), until);
    if (!done) return fail(done);
  }
  report_.feeds = file.feeds.size();
  return {};
}

Result<void> ensure_agency_key(store::KeyVault& vault, int agency) {
  if (auto const there = vault.begin_sealing(agency)) return {};
  auto const made = vault.make_agency_key(agency);
  if (!made) return fail(made);
  return {};
}

/// Answers whether the database holds this partnership already.
Result<bool> refuse_other_partnership(store::Connection& connection, PartnershipFile const& file) {
  std::string known;
  bool synthetic = file.synthetic;
  auto read = connection.query(sql::known_partnership, [&](store::Row const& row) {
    if (auto const document = Json::parse(row.text(0))) known = (*document)["partnership"]["id"].string();
    synthetic = row.flag(1);
  });
  if (!read) return fail(read);
  if (known.empty() || (known == file.id && synthetic == file.synthetic)) return !known.empty();
  return fail(Fault::conflict, "init.other-partnership", "The database holds another partnership.",
              "One partnership a database: name another database. A synthetic hub never becomes a real one.");
}

}  // namespace

tl::expected<AgencyKeys, Findings> read_agency_keys(std::filesystem::path const& folder) {
  AgencyKeys keys;
  std::error_code error;
  for (auto const& entry : std::filesystem::directory_iterator{folder, error}) {
    if (entry.path().extension() != ".pub") continue;
    auto const text = read_file(entry.path(), 4096);
    auto const words = text ? text::split(text::trim(*text), ' ') : std::vector<std::string_view>{};
    if (words.size() != 2 || !crypto::hash_from_base64(words[1])) {
      return tl::unexpected<Findings>{Findings{{Severity::error, "agency-key.malformed", entry.path().string(), 1, 1,
                                                "This is no public key of an agency.",
                                                "Make one with 'concordat agreement key'."}}};
    }
    keys.by_agency.insert_or_assign(std::string{words[0]}, std::string{words[1]});
  }
  if (error) {
    return tl::unexpected<Findings>{Findings{{Severity::error, "agency-key.folder", folder.string(), 0, 0,
                                              "The folder of public keys cannot be read.", "Check its name."}}};
  }
  return keys;
}

namespace {

/// What the partnership file names, read and checked before anything is changed.
struct LoadedPlaces {
  std::vector<LoadedAreas> areas;
  std::vector<KeyPlace> key_places;  ///< and, behind them, the names that free text may use
};

tl::expected<LoadedPlaces, Findings> load_places(PartnershipFile const& partnership, InitReport& report) {
  LoadedPlaces places;
  for (auto const& entry : partnership.areas) {
    auto loaded = load_areas(entry, partnership.folder);
    if (!loaded) return tl::unexpected<Findings>{loaded.error()};
    report.areas += loaded->set.size();
    places.areas.push_back(std::move(*loaded));
  }
  auto files = partnership.gazetteer_files;
  if (!partnership.key_places_file.empty()) files.insert(files.begin(), partnership.key_places_file);
  for (auto const& file : files) {
    auto loaded = load_key_places((std::filesystem::path{partnership.folder} / file).string());
    if (!loaded) return tl::unexpected<Findings>{loaded.error()};
    if (file == partnership.key_places_file) report.key_places = loaded->size();
    places.key_places.insert(places.key_places.end(), loaded->begin(), loaded->end());
  }
  return places;
}

Result<void> store_partnership(Initialiser& init, PartnershipFile const& partnership, LoadedPlaces const& places,
                               AgencyKeys const& keys) {
  auto url = store::Url::parse(init.options().database);
  if (!url) return fail(url);
  auto connection = store::Connection::open(*url, {.create = false});
  if (!connection) return fail(connection);
  auto const known = refuse_other_partnership(*connection, partnership);
  if (!known) return fail(known);
  if (auto done = init.refuse_new_keys(*known); !done) return done;
  if (auto done = init.make_keys("concordat/" + partnership.id); !done) return done;
  auto transaction = store::Transaction::write(*connection);
  if (!transaction) return fail(transaction);
  for (auto const& loaded : places.areas) {
    if (auto done = store_areas(*transaction, loaded); !done) return done;
  }
  if (auto done = store_key_places(*transaction, places.key_places); !done) return done;
  if (auto done = init.put_partnership(*connection, partnership, places.areas); !done) return done;
  if (auto done = init.put_agencies(*connection, partnership, keys); !done) return done;
  if (auto done = init.put_members(*connection, partnership); !done) return done;
  if (auto done = init.put_feeds(*connection, partnership); !done) return done;
  return transaction->commit();
}

/// The leaf commits to what was set: whose public keys stand, and the partnership file as it was read.
Result<std::uint64_t> record_init(Hub& hub, std::optional<PartnershipFile> const& partnership, AgencyKeys const& keys) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  Act act;
  act.event = ledger::Event::admin;
  act.to = hub.partnership().id;
  act.fields = {"init"};
  if (partnership) {
    Json of_agency{Json::Object{}};
    for (auto const& [agency, key] : keys.by_agency) of_agency.set(agency, key);
    act.detail.set("partnership_sha256", crypto::to_hex(crypto::sha256(partnership->document)));
    act.detail.set("agency_keys", std::move(of_agency));
  }
  auto receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return receipt->index();
}

}  // namespace

tl::expected<InitReport, InitFailure> initialise(HubOptions options, Shelf shelf,
                                                 std::optional<PartnershipFile> const& partnership, AgencyKeys const& keys,
                                                 Clock const& clock, Chance& chance) {
  Initialiser init{std::move(options), clock, chance};
  LoadedPlaces places;
  if (partnership) {
    auto loaded = load_places(*partnership, init.report());
    if (!loaded) return broken(loaded.error());
    places = std::move(*loaded);
    auto const folder = keys_folder(init.options());
    if (!folder) return broken(folder.error());
  }
  auto const url = store::Url::parse(init.options().database);
  if (!url) return broken(url.error());
  if (!partnership && url->backend() == store::Backend::sqlite && !std::filesystem::exists(url->target())) {
    return broken({Fault::missing, "init.no-hub", "There is no hub here yet.",
                   "Name the partnership file with --partnership: it says who takes part, what they supply and where.", {}});
  }
  if (auto done = init.migrate(); !done) return broken(done.error());
  auto const ready = partnership ? store_partnership(init, *partnership, places, keys) : init.find_keys();
  if (!ready) return broken(ready.error());
  auto hub = Hub::open(init.options(), std::move(shelf), clock, chance);
  if (!hub) return broken(hub.error());
  for (auto const& agency : (*hub)->agencies()) {
    if (auto made = ensure_agency_key((*hub)->vault(), agency.number); !made) return broken(made.error());
  }
  auto const index = record_init(**hub, partnership, keys);
  if (!index) return broken(index.error());
  init.report().ledger_index = *index;
  return init.report();
}

}  // namespace concordat::hub
