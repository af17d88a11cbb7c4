// SPDX-License-Identifier: Apache-2.0
#include "hub/init.h"

#include <cerrno>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "crypto/key_place.h"
#include "crypto/seal.h"
#include "hub/act.h"
#include "hub/areas.h"
#include "hub/init_rows.h"
#include "hub/snap/epochs.h"
#include "ledger/errand.h"
#include "ledger/signer.h"
#include "hub/local_settings.h"
#include "store/migrate.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql known_partnership = "SELECT document, synthetic FROM partnership WHERE id = 1";
constexpr store::Sql group_changed = "UPDATE partnership SET group_changed_index = ? WHERE id = 1";

}  // namespace sql

namespace {

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
  Result<void> make_keys(std::string const& origin, std::filesystem::path const& ledger_key);
  Result<void> make_ledger_key(std::string const& origin, std::filesystem::path const& lies_in);
  Result<void> find_keys();
  Result<void> migrate();
  HubOptions& options() { return options_; }
  InitReport& report() { return report_; }
  [[nodiscard]] Result<store::KeyVault> open_vault();
  [[nodiscard]] LogOptions log_options() const { return hub::log_options(options_); }
  Clock const& clock() const { return clock_; }
  Chance& chance() const { return chance_; }

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

Result<void> Initialiser::make_ledger_key(std::string const& origin, std::filesystem::path const& lies_in) {
  if (std::filesystem::exists(options_.keys / "signer.key")) {
    if (lies_in.empty()) return {};
    return fail(Fault::conflict, "init.ledger-key-exists", "The hub has a signing key already: it does not get another one by init.",
                "Leave --ledger-key out. Another key takes its place with 'concordat ledger rotate-key --to FILE'.");
  }
  if (lies_in.empty()) {
    auto const made = create_ledger_keys(options_.keys, origin, chance_);
    return made ? Result<void>{} : fail(made);
  }
  std::error_code error;
  if (!std::filesystem::exists(lies_in, error)) return tl::unexpected<Problem>{file_problem(ENOENT)};
  auto const place = crypto::place_in_words(lies_in);
  if (!place) return fail(place);
  if (place->empty()) {
    return fail(Fault::refused, "init.ledger-key-file", "The file of --ledger-key is a private key itself, perhaps another hub's, and not the place of one.",
                "Name a file that says in which token or credential the key lies (docs/formats/signer-protocol.md), or leave --ledger-key out: a key is made.");
  }
  auto const begun = ledger::begin_signer(log_options().signer, lies_in, origin);
  return begun ? Result<void>{} : fail(begun);
}

Result<void> Initialiser::make_keys(std::string const& origin, std::filesystem::path const& ledger_key) {
  auto const folder = keys_folder(options_);
  if (!folder) return fail(folder);
  options_.keys = *folder;
  report_.keys = *folder;
  std::error_code error;
  std::filesystem::create_directories(*folder, error);
  std::filesystem::permissions(*folder, std::filesystem::perms::owner_all, error);
  if (error) return fail(Fault::unavailable, "init.keys-folder", "The folder of the keys cannot be made or closed to others.", "Choose another with --keys, on a disk where you may write.");
  // First, because only this one can be refused: a second try finds nothing of the first.
  if (auto done = make_ledger_key(origin, ledger_key); !done) return done;
  if (!std::filesystem::exists(*folder / "root.key")) {
    report_.made_keys = true;
    if (auto done = store::KeyVault::create_root_key(*folder / "root.key", chance_); !done) return done;
  }
  if (!std::filesystem::exists(*folder / "hub.key")) {
    if (auto done = crypto::write_key_file(*folder / "hub.key", crypto::generate_key(chance_)); !done) return done;
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

Result<store::KeyVault> Initialiser::open_vault() {
  auto const url = key_database_url(options_);
  if (!url) return fail(url);
  return store::KeyVault::open(*url, options_.keys / "root.key", clock_, chance_, options_.patience);
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
  return fail(Fault::conflict, "init.other-partnership", "The database holds another partnership.", "One partnership a database: name another database. A synthetic hub never becomes a real one.");
}

struct KeyFile {
  std::string agency;
  std::string text;  ///< base64 of the key
  crypto::PublicKey key;
};

tl::expected<std::vector<KeyFile>, Findings> read_key_files(std::filesystem::path const& folder) {
  std::vector<KeyFile> keys;
  std::error_code error;
  for (auto const& entry : std::filesystem::directory_iterator{folder, error}) {
    if (entry.path().extension() != ".pub") continue;
    auto const text = read_file(entry.path(), 4096);
    auto const words = text ? text::split(text::trim(*text), ' ') : std::vector<std::string_view>{};
    auto const key = words.size() == 2 ? crypto::hash_from_base64(words[1]) : std::nullopt;
    if (!key) {
      return tl::unexpected<Findings>{Findings{{Severity::error, "agency-key.malformed", entry.path().string(), 1, 1,
                                                "This is no public key of an agency.",
                                                "Make one with 'concordat agreement key'."}}};
    }
    keys.push_back({std::string{words[0]}, std::string{words[1]}, *key});
  }
  if (error) {
    return tl::unexpected<Findings>{Findings{{Severity::error, "agency-key.folder", folder.string(), 0, 0,
                                              "The folder of public keys cannot be read.", "Check its name."}}};
  }
  return keys;
}

}  // namespace

tl::expected<AgencyKeys, Findings> read_agency_keys(std::filesystem::path const& folder) {
  auto read = read_key_files(folder);
  if (!read) return tl::unexpected{std::move(read.error())};
  AgencyKeys keys;
  for (auto const& one : *read) keys.by_agency.insert_or_assign(one.agency, one.text);
  return keys;
}

tl::expected<agreements::PublicKeys, Findings> public_keys_in(std::filesystem::path const& folder) {
  auto read = read_key_files(folder);
  if (!read) return tl::unexpected{std::move(read.error())};
  agreements::PublicKeys keys;
  for (auto const& one : *read) keys.emplace(one.agency, one.key);
  return keys;
}

namespace {

/// What the partnership file names, read and checked before anything is changed.
struct LoadedPlaces {
  std::vector<LoadedAreas> areas;
  std::vector<KeyPlace> key_places;  ///< and, behind them, the names that free text may use
  std::vector<protection::SnapPoint> snap_points = {};  ///< those that lie in the release areas
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
  if (partnership.snap_points_file.empty()) return places;
  auto points = load_snap_points(partnership, places.areas);
  if (!points) return tl::unexpected<Findings>{points.error()};
  report.snap_points = points->inside.size();
  report.snap_points_outside = points->outside;
  places.snap_points = std::move(points->inside);
  return places;
}

/// The leaf commits to what was set: whose public keys stand, and the partnership file as it was read.
Act act_of(InitReport const& report, std::optional<PartnershipFile> const& partnership, AgencyKeys const& keys) {
  Act act;
  act.event = ledger::Event::admin;
  act.fields = {"init"};
  if (!partnership) return act;
  act.to = partnership->id;
  if (report.group_changed) act.why = {std::string{smallest_group_word.view()}, std::to_string(report.group_changed->before), std::to_string(report.group_changed->value)};
  Json of_agency{Json::Object{}};
  for (auto const& [agency, key] : keys.by_agency) of_agency.set(agency, key);
  auto const list = [](std::vector<std::string> const& ids) {
    Json all{Json::Array{}};
    for (auto const& id : ids) all.push(id);
    return all;
  };
  act.detail.set("partnership_sha256", crypto::to_hex(crypto::sha256(partnership->document)));
  act.detail.set("agency_keys", std::move(of_agency));
  act.detail.set("agencies_retired", list(report.retired_agencies)).set("feeds_retired", list(report.retired_feeds));
  act.detail.set("members_retired", static_cast<std::int64_t>(report.retired_members.size()));
  return act;
}

/// Feeds of the file that are lists of people.
std::set<std::string> lists_in(PartnershipFile const& partnership, Shelf const& shelf) {
  std::set<std::string> lists;
  for (auto const& feed : partnership.feeds) {
    if (is_about_people(shelf.profiles, shelf.catalogue, feed.profile)) lists.insert(feed.id);
  }
  return lists;
}

/// A table that differs from the newest is the next one, with an entry of its own: it holds where details beside entries are erased.
Result<void> take_in_points(Initialiser& init, Log& log, store::Transaction& transaction, PartnershipFile const& partnership, LoadedPlaces const& places) {
  auto const newest = snap::newest_epoch(transaction.connection());
  if (!newest) return fail(newest);
  init.report().snap_epoch = newest->value_or(0);
  if (places.snap_points.empty()) {
    if (!*newest) return {};
    return fail(Fault::refused, "init.no-points", "This hub draws its maps from published points, and the partnership file names none any more: they would be drawn more finely.", "Name the file of points again under 'snap_points'; a newer one takes the place of the one before.");
  }
  auto const now = init.clock().now();
  auto next = snap::next_epoch(transaction.connection(), places.snap_points, now);
  if (!next) return fail(next);
  if (!*next) return {};
  Act act;
  act.event = ledger::Event::admin;
  act.to = partnership.id;
  act.fields = {"snap-points"};
  act.count = places.snap_points.size();
  act.bundle = crypto::sha256(snap::committed_text(**next));
  auto const entry = entry_of(std::move(act), now, init.chance());
  auto const receipt = log.append(transaction, entry.leaf, entry.openings);
  if (!receipt) return fail(receipt);
  (*next)->ledger_index = receipt->index();
  init.report().snap_epoch = (*next)->number;
  return snap::take_in(transaction, **next, places.snap_points);
}

/// Keys, rows and leaf, in this order: the keys of agencies before the rows that need them, and rows and leaf in one
/// transaction, so that a hub never goes by a partnership file that its ledger does not name.
/// REQUIRES: a source with a partnership.
Result<void> store_partnership(Initialiser& init, InitSource const& source, LoadedPlaces const& places, std::set<std::string> const& lists) {
  auto const& partnership = *source.partnership;
  auto url = store::Url::parse(init.options().database);
  if (!url) return fail(url);
  auto connection = store::Connection::open(*url, {.create = false, .patience = init.options().patience});
  if (!connection) return fail(connection);
  auto const known = refuse_other_partnership(*connection, partnership);
  if (!known) return fail(known);
  if (auto done = init.refuse_new_keys(*known); !done) return done;
  if (auto done = init.make_keys("concordat/" + partnership.id, source.ledger_key); !done) return done;
  if (auto there = check_keys(*connection, init.options()); !there) return there;
  auto vault = init.open_vault();
  if (!vault) return fail(vault);
  Log log{*connection, init.clock(), init.chance(), init.log_options()};
  if (auto there = log.ready(); !there) return there;
  auto const now = init.clock().now();
  auto const entered = read_entered_by_init(log, init.options().keys, now);
  if (!entered) return fail(entered);
  auto transaction = store::Transaction::write(*connection);
  if (!transaction) return fail(transaction);
  for (auto const& loaded : places.areas) {
    if (auto done = store_areas(*transaction, loaded); !done) return done;
  }
  if (auto done = store_key_places(*transaction, places.key_places); !done) return done;
  if (auto done = write_partnership_rows(*transaction, {partnership, places.areas, source.agency_keys, lists, now, *entered}, init.report()); !done) return done;
  auto const numbers = agency_numbers(*connection);
  if (!numbers) return fail(numbers);
  for (auto const number : *numbers) {
    if (auto made = ensure_agency_key(*vault, number); !made) return made;
  }
  if (auto done = take_in_points(init, log, *transaction, partnership, places); !done) return done;
  auto const entry = entry_of(act_of(init.report(), partnership, source.agency_keys), now, init.chance());
  auto const receipt = log.append(*transaction, entry.leaf, entry.openings);
  if (!receipt) return fail(receipt);
  init.report().ledger_index = receipt->index();
  if (init.report().group_changed) {
    if (auto done = connection->execute(sql::group_changed, receipt->index()); !done) return fail(done);
  }
  if (auto done = transaction->commit(); !done) return done;
  return log.sign_pending();
}

/// Without a partnership file only the tables were brought up to date.
Result<void> record_update(Initialiser& init, Shelf shelf) {
  if (auto done = init.find_keys(); !done) return done;
  auto hub = Hub::open(init.options(), std::move(shelf), init.clock(), init.chance());
  if (!hub) return fail(hub);
  auto transaction = store::Transaction::write((*hub)->database());
  if (!transaction) return fail(transaction);
  std::set<std::string> lists;
  for (auto const& feed : (*hub)->feeds()) {
    if (is_about_people((*hub)->profiles(), (*hub)->catalogue(), feed.profile)) lists.insert(feed.id);
  }
  if (auto done = name_list_owners((*hub)->database(), lists, init.clock().now(), init.report()); !done) return done;
  auto act = act_of(init.report(), std::nullopt, {});
  act.to = (*hub)->partnership().id;
  auto const receipt = record(**hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  init.report().ledger_index = receipt->index();
  if (auto done = transaction->commit(); !done) return done;
  return (*hub)->log().sign_pending();
}

}  // namespace

tl::expected<InitReport, InitFailure> initialise(HubOptions options, Shelf shelf, InitSource const& source, Clock const& clock, Chance& chance) {
  auto const& partnership = source.partnership;
  Initialiser init{std::move(options), clock, chance};
  LoadedPlaces places;
  if (partnership) {
    auto findings = check_local_settings(*partnership, shelf.catalogue);
    if (has_errors(findings)) return broken(std::move(findings));
    auto loaded = load_places(*partnership, init.report());
    if (!loaded) return broken(loaded.error());
    places = std::move(*loaded);
    auto const folder = keys_folder(init.options());
    if (!folder) return broken(folder.error());
  }
  auto const url = store::Url::parse(init.options().database);
  if (!url) return broken(url.error());
  if (!partnership && url->backend() == store::Backend::sqlite && !std::filesystem::exists(url->target())) {
    return broken({Fault::missing, "init.no-hub", "There is no hub here yet.", "Name the partnership file with --partnership: it says who takes part, what they supply and where.", {}});
  }
  if (auto done = init.migrate(); !done) return broken(done.error());
  if (auto const done = partnership ? store_partnership(init, source, places, lists_in(*partnership, shelf)) : record_update(init, std::move(shelf)); !done) return broken(done.error());
  return init.report();
}

}  // namespace concordat::hub
