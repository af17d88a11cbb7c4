// SPDX-License-Identifier: Apache-2.0
#include "hub/init_rows.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/date.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/ledger_entries.h"
#include "hub/local_settings.h"
#include "ledger/verify.h"
#include "places/grid.h"

namespace concordat::hub {
namespace sql {

// The grid stays as it was first laid: a grid that moved would cut its own cells, and two maps could be subtracted.
constexpr store::Sql put_partnership =
    "INSERT INTO partnership (id, name, synthetic, document, release_area_kind, release_area_vintage, "
    "grid_origin_easting, grid_origin_northing, grid_cell, grid_columns, grid_rows, created_at) VALUES (1, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, document = excluded.document, "
    "release_area_kind = excluded.release_area_kind, release_area_vintage = excluded.release_area_vintage";
constexpr store::Sql number_of_agency = "SELECT number FROM agency WHERE id = ?";
constexpr store::Sql next_agency = "SELECT coalesce(max(number), 0) + 1 FROM agency";
constexpr store::Sql put_agency =
    "INSERT INTO agency (id, number, kind, name, public_key) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET kind = "
    "excluded.kind, name = excluded.name, public_key = coalesce(excluded.public_key, agency.public_key)";
constexpr store::Sql active_members = "SELECT id FROM member WHERE active = 1 ORDER BY id";
constexpr store::Sql retire_members = "UPDATE member SET active = 0";
constexpr store::Sql put_member =
    "INSERT INTO member (id, agency, roles, training, active) VALUES (?, ?, ?, ?, 1) ON CONFLICT (id) DO UPDATE SET agency "
    "= excluded.agency, roles = excluded.roles, training = excluded.training, active = 1";
constexpr store::Sql known_feed = "SELECT number, agency FROM feed WHERE id = ?";
constexpr store::Sql expected_feeds = "SELECT id, coalesce(expected_until, '9999-12') FROM feed ORDER BY number";
constexpr store::Sql expect_no_more = "UPDATE feed SET expected_until = ? WHERE id = ?";
constexpr store::Sql stored_document = "SELECT document FROM partnership WHERE id = 1";
constexpr store::Sql all_numbers = "SELECT number FROM agency ORDER BY number";
constexpr store::Sql next_feed = "SELECT coalesce(max(number), 0) + 1 FROM feed";
constexpr store::Sql put_feed =
    "INSERT INTO feed (id, number, agency, title, profile, every, due_within, first_period, expected_until, contact) VALUES (?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title, profile = excluded.profile, every = "
    "excluded.every, due_within = excluded.due_within, first_period = excluded.first_period, expected_until = "
    "excluded.expected_until, contact = excluded.contact";

constexpr store::Sql last_agreed_group =
    "SELECT p.value, p.answered_at FROM protection_step p WHERE p.setting = 'smallest-group' AND p.is_proposal = 1 AND p.answer = 'confirmed' AND p.answered_at > ? AND p.answer_index > "
    "(SELECT coalesce(max(group_changed_index), -1) FROM partnership) AND NOT EXISTS (SELECT 1 FROM protection_step t WHERE t.setting = p.setting AND t.is_proposal = 0 AND t.ledger_index > "
    "p.answer_index) ORDER BY p.answer_index DESC LIMIT 1";
constexpr store::Sql put_owner = "INSERT INTO list_owner (feed, member, since) SELECT number, ?, ? FROM feed WHERE id = ? ON CONFLICT DO NOTHING";
constexpr store::Sql leads_for = "SELECT m.id, m.roles FROM member m JOIN feed f ON f.agency = m.agency WHERE f.id = ? AND m.active = 1 ORDER BY m.id";
constexpr store::Sql owner_of = "SELECT coalesce(o.member, '') FROM list_owner o JOIN feed f ON f.number = o.feed WHERE f.id = ?";

}  // namespace sql

namespace {

/// The one fixed grid of every map.
constexpr double grid_cell_metres = 250;

class Rows {
 public:
  Rows(store::Connection& connection, PartnershipRows const& rows, InitReport& report)
      : connection_{connection}, rows_{rows}, file_{rows.file}, report_{report} {}
  Result<void> write();

 private:
  Result<void> compare_with_former();
  void tell_agencies_that_left(Json const& former);
  Result<void> refuse_looser(Json const& former);
  Result<void> put_partnership();
  Result<void> put_agencies();
  Result<void> put_members();
  Result<void> put_feeds();
  Result<void> retire_feeds();
  Result<std::int64_t> number_of(FeedEntry const& feed);

  store::Connection& connection_;
  PartnershipRows const& rows_;
  PartnershipFile const& file_;
  InitReport& report_;
};

Result<void> Rows::write() {
  for (auto const step : {&Rows::compare_with_former, &Rows::put_partnership, &Rows::put_agencies, &Rows::put_members,
                          &Rows::put_feeds, &Rows::retire_feeds}) {
    if (auto done = (this->*step)(); !done) return done;
  }
  return {};
}

Result<void> Rows::compare_with_former() {
  auto const before = connection_.query_one(sql::stored_document, [](store::Row const& row) { return row.string(0); });
  if (!before) return fail(before);
  if (!*before) return {};
  if (rows_.entered.document_sha256 && *rows_.entered.document_sha256 != crypto::to_hex(crypto::sha256(**before))) {
    return fail(Fault::integrity, "init.file-differs", "The partnership file that the database holds is not the one that init read last: what this hub hid before cannot be told.",
                "Nothing was changed. Run 'concordat ledger verify', and restore the database from a backup.");
  }
  auto const document = Json::parse(**before);
  if (!document) return fail(document);
  tell_agencies_that_left(*document);
  return refuse_looser(*document);
}

/// An agency's row stays, because submissions and the ledger speak of it.
void Rows::tell_agencies_that_left(Json const& former) {
  std::set<std::string> named;
  for (auto const& agency : file_.agencies) named.insert(agency.id);
  for (auto const& agency : former["partnership"]["agencies"].array()) {
    auto const id = agency["id"].string();
    if (!named.contains(id)) report_.retired_agencies.push_back(id);
  }
}

/// The file is one person's to edit, and what is hidden is two people's to show (hub/settings).
Result<void> Rows::refuse_looser(Json const& former) {
  auto const asked = Json::parse(file_.document);
  if (!asked) return fail(asked);
  auto const least = [](Json const& document) { return std::max(smallest_group_baseline, local_settings(document).smallest_group); };
  if (least(*asked) == least(former)) return {};
  report_.group_changed = InitReport::GroupChange{least(former), least(*asked)};
  if (least(*asked) > least(former)) return {};
  // By the entries and not by the rows: a row of an agreement is soon made.
  if (rows_.entered.agreed && *rows_.entered.agreed <= least(*asked)) return {};
  return fail(Fault::refused, "init.looser", "The partnership file would have this hub hide less than it does: its 'smallest_group' is lower than the one before.",
              "Write it as it was. Two leads agree to a lower one first: one proposes it with 'concordat protection set smallest-group', the lead of another agency confirms it; "
              "then init reads the file with it, once and within a fortnight.");
}

Result<void> Rows::put_partnership() {
  places::Box box;
  for (auto const& loaded : rows_.areas) {
    if (loaded.set.kind() == file_.release_area_kind && loaded.set.vintage() == std::to_string(file_.release_area_vintage)) {
      box = loaded.set.box();
    }
  }
  auto const grid = places::Grid::over(box, grid_cell_metres);
  if (!grid) return fail(grid);
  auto done = connection_.execute(sql::put_partnership, file_.name, file_.synthetic ? 1 : 0, file_.document,
                                 file_.release_area_kind, file_.release_area_vintage, std::lround(grid->west()),
                                 std::lround(grid->south()), std::lround(grid->cell_size()), grid->columns(), grid->rows(),
                                 format_instant(rows_.now));
  if (!done) return fail(done);
  return {};
}

Result<void> Rows::put_agencies() {
  for (auto const& agency : file_.agencies) {
    auto number = connection_.query_integer(sql::number_of_agency, agency.id);
    if (!number) return fail(number);
    if (!*number) number = connection_.query_integer(sql::next_agency);
    if (!number) return fail(number);
    auto const key = rows_.keys.by_agency.find(agency.id);
    auto const public_key = key == rows_.keys.by_agency.end() ? std::nullopt : std::optional{key->second};
    auto done = connection_.execute(sql::put_agency, agency.id, **number, agency.kind, agency.name, public_key);
    if (!done) return fail(done);
  }
  report_.agencies = file_.agencies.size();
  return {};
}

Result<void> Rows::put_members() {
  std::set<std::string> gone;
  auto active = connection_.query(sql::active_members, [&](store::Row const& row) { gone.insert(row.string(0)); });
  if (!active) return active;
  // A member who is no longer in the file may no longer ask; the row stays, because the ledger speaks of it.
  if (auto done = connection_.execute(sql::retire_members); !done) return fail(done);
  for (auto const& member : file_.members) {
    Json roles{Json::Array{}};
    for (auto const& role : member.roles) roles.push(role);
    auto done = connection_.execute(sql::put_member, member.id, member.agency, roles.canonical(), member.training.canonical());
    if (!done) return fail(done);
    gone.erase(member.id);
  }
  report_.members = file_.members.size();
  report_.retired_members.assign(gone.begin(), gone.end());
  return {};
}

Result<void> Rows::put_feeds() {
  for (auto const& feed : file_.feeds) {
    auto const number = number_of(feed);
    if (!number) return fail(number);
    auto const until = feed.expected_until ? std::optional{format_month(*feed.expected_until)} : std::nullopt;
    auto const contact = feed.contact.empty() ? std::nullopt : std::optional{feed.contact};
    auto done = connection_.execute(sql::put_feed, feed.id, *number, feed.agency, feed.title, feed.profile, feed.every,
                                   feed.due_within, format_month(feed.first_period), until, contact);
    if (!done) return fail(done);
  }
  report_.feeds = file_.feeds.size();
  return {};
}

Result<std::int64_t> Rows::number_of(FeedEntry const& feed) {
  std::optional<std::int64_t> number;
  bool moved = false;
  auto read = connection_.query(sql::known_feed,
                                [&](store::Row const& row) {
                                  number = row.integer(0);
                                  moved = row.text(1) != feed.agency;
                                },
                                feed.id);
  if (!read) return fail(read);
  if (moved) {
    return fail(Fault::refused, "init.feed-moved", "A feed would go from one agency to another; nothing was changed.",
                "Leave the feed with its agency and end it with expected_until; give the other agency's feed an id of its own.");
  }
  if (number) return *number;
  auto const next = connection_.query_integer(sql::next_feed);
  if (!next) return fail(next);
  return next->value_or(1);
}

/// A feed that is no longer in the file: nothing more is expected, and what it sent stays until its day of deletion.
Result<void> Rows::retire_feeds() {
  std::set<std::string> named;
  for (auto const& feed : file_.feeds) named.insert(feed.id);
  auto const this_month = format_month(Month::of(std::chrono::floor<std::chrono::days>(rows_.now)));
  auto read = connection_.query(sql::expected_feeds, [&](store::Row const& row) {
    if (!named.contains(row.string(0)) && row.text(1) >= this_month) report_.retired_feeds.push_back(row.string(0));
  });
  if (!read) return read;
  auto const last_month = format_month(Month{parse_month(this_month)->index - 1});
  for (auto const& feed : report_.retired_feeds) {
    if (auto done = connection_.execute(sql::expect_no_more, last_month, feed); !done) return fail(done);
  }
  return {};
}

}  // namespace

namespace {

/// Leads of the agency whose feed it is, by rank and id.
Result<std::vector<std::string>> leads_for(store::Connection& connection, std::string const& feed) {
  std::vector<std::pair<int, std::string>> ranked;
  auto const read = connection.query(sql::leads_for, [&](store::Row const& row) {
    int rank = 0;
    for (auto const* role : {"\"strategic-lead\"", "\"information-governance-lead\"", "\"data-protection-officer\""}) {
      ++rank;
      if (row.text(1).find(role) == std::string_view::npos) continue;
      ranked.emplace_back(rank, row.string(0));
      return;
    }
  }, feed);
  if (!read) return fail(read);
  std::ranges::sort(ranked);
  std::vector<std::string> ids;
  for (auto& [rank, id] : ranked) ids.push_back(std::move(id));
  return ids;
}

}  // namespace

Result<void> name_list_owners(store::Connection& connection, std::set<std::string> const& lists, Instant now, InitReport& report) {
  for (auto const& feed : lists) {
    auto const leads = leads_for(connection, feed);
    if (!leads) return fail(leads);
    auto const first = leads->empty() ? std::optional<std::string>{} : std::optional{leads->front()};
    // Nobody in place of one whom a lead took away; where there was nobody to name, nothing is written, and the next run looks again.
    if (first) {
      if (auto done = connection.execute(sql::put_owner, first, format_instant(now), feed); !done) return fail(done);
    }
    auto const owner = connection.query_one(sql::owner_of, [](store::Row const& row) { return row.string(0); }, feed);
    if (!owner) return fail(owner);
    bool const answers = *owner && std::ranges::find(*leads, **owner) != leads->end();
    if (!answers) report.lists_without_owner.push_back(feed);
  }
  return {};
}

Result<void> write_partnership_rows(store::Transaction& transaction, PartnershipRows const& rows, InitReport& report) {
  if (auto done = Rows{transaction.connection(), rows, report}.write(); !done) return done;
  return name_list_owners(transaction.connection(), rows.lists, rows.now, report);
}

Result<std::optional<AgreedGroup>> agreed_group(store::Connection& connection, Instant now) {
  std::chrono::days const waits{days_an_agreed_group_waits};
  auto const agreed = connection.query_one(sql::last_agreed_group,
                                           [&](store::Row const& row) {
                                             AgreedGroup group{row.integer(0)};
                                             if (auto const at = parse_instant(row.text(1))) group.lapses = format_date(std::chrono::floor<std::chrono::days>(*at + waits));
                                             return group;
                                           },
                                           format_instant(now - waits));
  if (!agreed) return fail(agreed);
  return *agreed;
}

namespace {

/// What init asks the ledger about, entry by entry as they are read and hashed.
class InitEntries final : public ledger::LogStorage {
 public:
  explicit InitEntries(ledger::LogStorage const& log) : log_{log} {}
  [[nodiscard]] Result<std::uint64_t> size() const override { return log_.size(); }
  [[nodiscard]] Result<std::string> tile(ledger::TileId const& id) const override { return log_.tile(id); }
  [[nodiscard]] Result<std::string> entries(ledger::BundleId const& id) const override {
    auto bytes = log_.entries(id);
    if (!bytes) return bytes;
    if (auto const decoded = ledger::decode_bundle(*bytes, id.width)) {
      for (std::size_t at = 0; at < decoded->size(); ++at) take(id.index * ledger::tile_width + at, (*decoded)[at]);
    }
    return bytes;
  }
  /// The newest by which a file was read.
  [[nodiscard]] std::optional<std::pair<std::uint64_t, ledger::Leaf>> const& newest() const { return newest_; }
  /// What two leads agreed to last, unless a file with another smallest group was read since or a lead tightened it.
  [[nodiscard]] std::optional<std::int64_t> agreed_after(Instant earliest) const { return agreed_ && agreed_at_ > earliest ? agreed_ : std::nullopt; }

 private:
  void take(std::uint64_t index, std::string_view entry) const {
    bool const may_count = entry.find("\"ev\":\"admin\"") != std::string_view::npos && (entry.find("\"init\"") != std::string_view::npos || entry.find("\"protection-setting\"") != std::string_view::npos);
    if (!may_count) return;
    auto leaf = ledger::read_leaf(entry);
    if (!leaf || leaf->fields.empty()) return;
    if (leaf->fields.front() == "init") {
      if (!leaf->why.empty() && leaf->why.front() == smallest_group_word.view()) agreed_.reset();
      if (leaf->detail) newest_ = {index, std::move(*leaf)};
      return;
    }
    if (leaf->fields.size() != 4 || leaf->fields[0] != "protection-setting" || leaf->fields[1] != smallest_group_word.view() || leaf->why.empty()) return;
    if (leaf->why.front() == "tightened") agreed_.reset();
    if (leaf->why.front() != "loosening-confirmed") return;
    agreed_ = text::parse_integer(leaf->fields[3]);
    agreed_at_ = leaf->at;
  }

  ledger::LogStorage const& log_;
  mutable std::optional<std::pair<std::uint64_t, ledger::Leaf>> newest_ = {};
  mutable std::optional<std::int64_t> agreed_ = {};
  mutable Instant agreed_at_ = {};
};

}  // namespace

Result<EnteredByInit> read_entered_by_init(Log& log, std::filesystem::path const& keys, Instant now) {
  EnteredByInit entered;
  if (auto done = log.sign_pending(); !done) return fail(done);
  auto const note = log.note();
  if (!note) return fail(note);
  if (!*note) return entered;
  auto const key = log.key_of(**note);
  if (!key) return fail(key);
  InitEntries const entries{log.storage()};
  auto const report = ledger::verify_log(entries, **note, *key);
  if (!report) return fail(report);
  if (!report->intact()) {
    return tl::unexpected<Problem>{{Fault::integrity, report->code, report->title, "Nothing was changed. Run 'concordat ledger verify', and restore the database from a backup.", {}}};
  }
  entered.agreed = entries.agreed_after(now - std::chrono::days{days_an_agreed_group_waits});
  if (!entries.newest()) return entered;
  auto const detail = detail_as_entered(log, keys, entries.newest()->first, entries.newest()->second);
  if (!detail && detail.error().code.view() == "ledger.opening-erased") return entered;
  if (!detail) return fail(detail);
  // What was taken away from beside the entry is no file's hash; hubs of before did not enter any.
  if (detail->is_null() || (*detail)["partnership_sha256"].is_string()) entered.document_sha256 = (*detail)["partnership_sha256"].string();
  return entered;
}

Result<std::vector<int>> agency_numbers(store::Connection& connection) {
  std::vector<int> numbers;
  auto read = connection.query(sql::all_numbers, [&](store::Row const& row) { numbers.push_back(row.small(0)); });
  if (!read) return fail(read);
  return numbers;
}

}  // namespace concordat::hub
