// SPDX-License-Identifier: Apache-2.0
#include "hub/hub.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "agreements/check.h"
#include "agreements/statute.h"
#include "catalogue/keeping.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "crypto/key_file.h"
#include "hub/local_settings.h"
#include "hub/named_places.h"
#include "store/migrate.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql partnership =
    "SELECT name, synthetic, document, release_area_kind, release_area_vintage, grid_origin_easting, "
    "grid_origin_northing, grid_cell, grid_columns, grid_rows FROM partnership WHERE id = 1";
constexpr store::Sql agencies = "SELECT id, number, kind, name FROM agency ORDER BY number";
constexpr store::Sql feeds =
    "SELECT id, number, agency, title, profile, every, due_within, first_period, expected_until, contact FROM feed ORDER BY number";
constexpr store::Sql member = "SELECT id, agency, roles, training, active FROM member WHERE id = ?";
constexpr store::Sql members_of =
    "SELECT id, agency, roles, training, active FROM member WHERE agency = ? AND active = 1 ORDER BY id";
constexpr store::Sql secret_mark = "SELECT mark FROM hub_secret WHERE one = 1";
constexpr store::Sql keep_secret_mark = "INSERT INTO hub_secret (one, mark) VALUES (1, ?) ON CONFLICT (one) DO NOTHING";
constexpr store::Sql high_water = "SELECT high_water FROM hub_clock WHERE one = 1";
constexpr store::Sql raise_high_water =
    "INSERT INTO hub_clock (one, high_water) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET high_water = "
    "excluded.high_water";
constexpr store::Sql any_submission = "SELECT 1 FROM submission LIMIT 1";
constexpr store::Sql area_codes = "SELECT DISTINCT code FROM area";

}  // namespace sql

namespace {

constexpr std::uint64_t largest_profile = std::uint64_t{1} << 20;
/// What the signer may take for itself, beside what it waits for another.
constexpr std::chrono::milliseconds signer_start{5'000};

/// A row of the columns id, agency, roles, training, active.
Result<Member> member_of(store::Row const& row) {
  Member member{row.string(0), row.string(1), {}, {}, row.flag(4)};
  auto const roles = Json::parse(row.text(2));
  if (!roles) return fail(roles);
  for (auto const& role : roles->array()) member.roles.push_back(role.string());
  auto const training = Json::parse(row.text(3));
  if (!training) return fail(training);
  for (auto const& course : training->array()) {
    if (auto const on = parse_date(course["on"].string())) member.trained.insert_or_assign(course["course"].string(), *on);
  }
  return member;
}

}  // namespace

struct Hub::Parts {
  HubOptions options;
  Shelf shelf;
  Clock const& clock;
  Chance& chance;
  store::Connection database;
  store::KeyVault vault;
  crypto::SymmetricKey secret;
};

Result<std::filesystem::path> keys_folder(HubOptions const& options) {
  if (!options.keys.empty()) return options.keys;
  std::string_view const prefix = "sqlite:";
  if (options.database.starts_with(prefix)) {
    return std::filesystem::path{options.database.substr(prefix.size()) + "-keys"};
  }
  if (auto const url = store::Url::parse(options.database); !url) return fail(url);
  return fail(Fault::missing, "hub.keys-folder", "A PostgreSQL database does not say where the keys lie.",
              "Name the folder of the keys with --keys, on a disk that is backed up apart from the database.");
}

Result<void> check_keys(store::Connection& database, HubOptions const& options) {
  auto missing = [](FixedText title) {
    return fail(Fault::missing, "hub.keys-missing", title,
                "Name the folder that was made with the database with --keys, or bring its latest backup back.");
  };
  for (auto const* name : {"root.key", "hub.key", "signer.key", "signer.state", "signer.vkey"}) {
    if (std::filesystem::exists(options.keys / name)) continue;
    return missing("The folder of the keys lacks root.key, hub.key, signer.key, signer.state or signer.vkey.");
  }
  if (!options.key_database.empty() || std::filesystem::exists(options.keys / "keys.db")) return {};
  auto const used = database.query_integer(sql::any_submission);
  if (!used) return fail(used);
  if (*used) return missing("The folder of the keys lacks keys.db, without which no sealed value opens.");
  return {};
}

Result<store::Url> key_database_url(HubOptions const& options) {
  if (!options.key_database.empty()) return store::Url::parse(options.key_database);
  auto const keys = keys_folder(options);
  if (!keys) return fail(keys);
  return store::Url::sqlite((*keys / "keys.db").string());
}

LogOptions log_options(HubOptions const& options) {
  LogOptions log;
  log.keys = options.keys;
  log.signer.command = options.signer;
  log.signer.command.insert(log.signer.command.end(),
                            {"--keys", options.keys.string(), "--wait-ms", std::to_string(options.patience.count())});
  log.signer.timeout = options.patience + signer_start;
  return log;
}

tl::expected<Shelf, Findings> load_shelf(std::filesystem::path const& definitions) {
  std::error_code error;
  if (!std::filesystem::is_directory(definitions, error)) {
    return tl::unexpected<Findings>{Findings{{Severity::error, "definitions.no-folder", definitions.string(), 0, 0,
                                              "There is no folder of definitions here.",
                                              "Name it with --definitions; it is installed beside the program."}}};
  }
  auto loaded = catalogue::Catalogue::load(definitions.string());
  if (has_errors(loaded.findings)) return tl::unexpected<Findings>{std::move(loaded.findings)};
  Shelf shelf{std::move(loaded.catalogue), {}, {}};
  shelf.profiles = intake::load_profiles((definitions / "profiles").string(), shelf.catalogue);
  if (has_errors(shelf.profiles.findings)) return tl::unexpected<Findings>{std::move(shelf.profiles.findings)};
  auto statute = agreements::load_statute(definitions / "statute.yaml", agreements::vocabulary_from(shelf.catalogue));
  if (has_errors(statute.findings)) return tl::unexpected<Findings>{std::move(statute.findings)};
  shelf.statute = std::move(statute.prohibitions);
  // Read again by each round that deletes (hub/keeping); here it keeps a hub from starting with a kind that is kept for ever.
  auto keeping = catalogue::load_keeping(definitions.string());
  if (has_errors(keeping.findings)) return tl::unexpected<Findings>{std::move(keeping.findings)};
  return shelf;
}

Hub::Hub(Parts parts)
    : options_{std::move(parts.options)},
      clock_{parts.clock},
      chance_{parts.chance},
      catalogue_{std::move(parts.shelf.catalogue)},
      database_{std::move(parts.database)},
      vault_{std::move(parts.vault)},
      secret_{std::move(parts.secret)},
      profiles_{std::move(parts.shelf.profiles)},
      statute_{std::move(parts.shelf.statute)} {}

Hub::~Hub() = default;

namespace {

/// That the secret is the one that this database has worked with. The first time it is written down, where that can be.
Result<void> check_secret(store::Connection& database, crypto::SymmetricKey const& secret) {
  auto const mark = crypto::to_hex(crypto::hmac_sha256(secret, crypto::bytes_of("hub.key")));
  std::string known;
  auto read = database.query(sql::secret_mark, [&](store::Row const& row) { known = row.string(0); });
  if (!read) return read;
  if (known == mark) return {};
  if (!known.empty()) {
    return fail(Fault::integrity, "keys.wrong-hub-key", "The file hub.key is that of another hub.",
                "Put back the one that belongs to this database, from the backup of the keys; with another, what is sent again would count twice.");
  }
  auto const kept = database.execute(sql::keep_secret_mark, mark);
  static_cast<void>(kept);  // a database that may only be read keeps nothing
  return {};
}

}  // namespace

Result<std::unique_ptr<Hub>> Hub::open(HubOptions options, Shelf shelf, Clock const& clock, Chance& chance) {
  auto const keys = keys_folder(options);
  if (!keys) return fail(keys);
  options.keys = *keys;
  auto url = store::Url::parse(options.database);
  if (!url) return fail(url);
  auto const key_url = key_database_url(options);
  if (!key_url) return fail(key_url);
  auto database = store::Connection::open(*url, {.create = false, .secure_delete = true, .patience = options.patience});
  if (!database) return fail(database);
  if (auto checked = store::check_schema(*database, store::Schema::hub); !checked) return fail(checked);
  if (auto there = check_keys(*database, options); !there) return fail(there);
  auto vault = store::KeyVault::open(*key_url, *keys / "root.key", clock, chance, options.patience);
  if (!vault) return fail(vault);
  auto secret = crypto::read_symmetric_key(*keys / "hub.key");
  if (!secret) return fail(secret);
  if (auto own = check_secret(*database, *secret); !own) return fail(own);
  std::unique_ptr<Hub> hub{new Hub{Parts{std::move(options), std::move(shelf), clock, chance, std::move(*database),
                                         std::move(*vault), std::move(*secret)}}};
  if (auto read = hub->refresh(); !read) return fail(read);
  auto of_log = log_options(hub->options_);
  of_log.vault = &hub->vault_;
  hub->log_ = std::make_unique<Log>(hub->database_, clock, chance, std::move(of_log));
  return hub;
}

Result<void> Hub::refresh() {
  areas_.reset();
  gazetteer_.reset();
  bool const was_whole = std::exchange(whole_, false);  // what fails half way is read anew, whatever it finds then
  auto const before = std::tuple{partnership_, document_, agencies_, feeds_};
  if (auto done = read_partnership_row(); !done) return done;
  if (auto done = read_agencies(); !done) return done;
  if (auto done = read_feeds(); !done) return done;
  std::set<std::string, std::less<>> areas{partnership_.id};
  auto read = database_.query(sql::area_codes, [&](store::Row const& row) { areas.insert(row.string(0)); });
  if (!read) return read;
  // A server reads again every few seconds; making the words anew, and compiling every agreement by them, took 10 ms of a question.
  if (was_whole && vocabulary_.areas == areas && before == std::tie(partnership_, document_, agencies_, feeds_)) {
    whole_ = true;
    return {};
  }
  between_questions_.rules.reset();
  vocabulary_ = agreements::vocabulary_from(catalogue_);
  auto const document = Json::parse(document_);
  if (!document) return fail(document);
  apply_commenced(local_settings(*document), catalogue_, vocabulary_);
  vocabulary_.agencies.emplace();
  for (auto const& one : agencies_) vocabulary_.agencies->emplace(one.id, one.kind);
  vocabulary_.areas = std::move(areas);
  whole_ = true;
  return {};
}

Result<void> Hub::read_partnership_row() {
  bool found = false;
  auto read = database_.query(sql::partnership, [&](store::Row const& row) -> Result<bool> {
    found = true;
    auto was = std::exchange(partnership_, {});
    if (auto const document_was = std::exchange(document_, row.string(2)); document_was == document_) {
      partnership_.id = std::move(was.id);
      partnership_.methods_owner = std::move(was.methods_owner);
    } else {
      auto const document = Json::parse(document_);
      if (!document) return fail(document);
      partnership_.id = (*document)["partnership"]["id"].string();
      partnership_.methods_owner = (*document)["partnership"]["methods_owner"].string();
    }
    partnership_.name = row.string(0);
    partnership_.synthetic = row.flag(1);
    partnership_.area_kind = row.string(3);
    partnership_.area_vintage = row.small(4);
    partnership_.grid_cell = row.small(7);
    partnership_.box.west = row.number(5);
    partnership_.box.south = row.number(6);
    // Half a cell short, so that a grid laid over the box has these very cells and not one more.
    partnership_.box.east = partnership_.box.west + row.number(7) * (row.number(8) - 0.5);
    partnership_.box.north = partnership_.box.south + row.number(7) * (row.number(9) - 0.5);
    return true;
  });
  if (!read) return read;
  if (!found) {
    return fail(Fault::not_found, "hub.no-partnership", "The database has no partnership yet.",
                "Run 'concordat init --database URL --partnership FILE' first.");
  }
  return {};
}

Result<void> Hub::read_agencies() {
  agencies_.clear();
  return database_.query(sql::agencies, [this](store::Row const& row) {
    agencies_.push_back({row.string(0), row.small(1), row.string(2), row.string(3)});
  });
}

Result<void> Hub::read_feeds() {
  feeds_.clear();
  return database_.query(sql::feeds, [this](store::Row const& row) {
    Feed feed;
    feed.id = row.string(0);
    feed.number = row.small(1);
    feed.agency = row.string(2);
    feed.title = row.string(3);
    feed.profile = row.string(4);
    feed.every = parse_period(row.text(5)).value_or(Period{.months = 1});
    feed.due_within = parse_period(row.text(6)).value_or(Period{});
    feed.first_period = parse_month(row.text(7)).value_or(Month{});
    if (auto const until = row.maybe_string(8)) feed.expected_until = parse_month(*until);
    feed.contact = row.maybe_string(9).value_or("");
    feeds_.push_back(std::move(feed));
  });
}

Agency const* Hub::agency(std::string_view id) const {
  auto const found = std::find_if(agencies_.begin(), agencies_.end(), [&](Agency const& one) { return one.id == id; });
  return found == agencies_.end() ? nullptr : &*found;
}

Feed const* Hub::feed(std::string_view id) const {
  auto const found = std::find_if(feeds_.begin(), feeds_.end(), [&](Feed const& one) { return one.id == id; });
  return found == feeds_.end() ? nullptr : &*found;
}

Result<std::optional<Member>> Hub::member(std::string_view id) {
  std::optional<Member> found;
  auto read = database_.query(sql::member,
                              [&](store::Row const& row) -> Result<bool> {
                                auto member = member_of(row);
                                if (!member) return fail(member);
                                found = std::move(*member);
                                return true;
                              },
                              id);
  if (!read) return fail(read);
  return found;
}

Result<std::vector<Member>> Hub::members_of(std::string_view agency) {
  std::vector<Member> found;
  auto read = database_.query(sql::members_of,
                              [&](store::Row const& row) -> Result<bool> {
                                auto member = member_of(row);
                                if (!member) return fail(member);
                                found.push_back(std::move(*member));
                                return true;
                              },
                              agency);
  if (!read) return fail(read);
  return found;
}

Result<Date> Hub::today(store::Transaction& transaction) {
  auto const now = clock_.today();
  auto const stored = transaction.connection().query_one(sql::high_water, [](store::Row const& row) { return row.string(0); });
  if (!stored) return fail(stored);
  auto const seen = *stored ? parse_date(**stored) : std::nullopt;
  if (seen && *seen >= now) return *seen;
  if (auto done = transaction.connection().execute(sql::raise_high_water, format_date(now)); !done) return fail(done);
  return now;
}

crypto::SymmetricKey Hub::natural_key_key(std::string_view agency) const {
  return crypto::SymmetricKey{crypto::hmac_sha256(secret_, crypto::bytes_of("natural-key|" + std::string{agency}))};
}

crypto::SymmetricKey Hub::account_key(std::string_view use) const {
  return crypto::SymmetricKey{crypto::hmac_sha256(secret_, crypto::bytes_of("account|" + std::string{use}))};
}

std::string Hub::actor(std::string_view agency, std::string_view member) const {
  auto const year = format_date(clock_.today()).substr(0, 4);
  crypto::SymmetricKey const key{crypto::hmac_sha256(secret_, crypto::bytes_of("actor|" + std::string{agency} + "|" + year))};
  return ledger::actor_pseudonym(key, member);
}

std::string Hub::profile_hash(std::string_view id) const {
  auto const* profile = profiles_.find(id);
  auto const text = profile == nullptr ? Result<std::string>{std::string{}} : read_file(profile->file, largest_profile);
  return crypto::to_hex(crypto::sha256(text ? std::string_view{*text} : id));
}

ReleaseAreas const* Hub::release_areas() {
  if (areas_ == nullptr) {
    auto stored = read_areas(database_, partnership_.area_kind, partnership_.area_vintage);
    if (!stored) return nullptr;
    places::AreaLocator locator{stored->set};
    areas_ = std::make_unique<ReleaseAreas>(ReleaseAreas{std::move(*stored), std::move(locator)});
  }
  return areas_.get();
}

intake::Gazetteer const* Hub::gazetteer() {
  if (gazetteer_ != nullptr) return gazetteer_.get();
  auto entries = read_named_places(database_);
  if (!entries || entries->empty()) return nullptr;
  auto built = intake::Gazetteer::build(std::move(*entries));
  if (!built) return nullptr;
  gazetteer_ = std::make_unique<intake::Gazetteer>(std::move(*built));
  return gazetteer_.get();
}

}  // namespace concordat::hub
