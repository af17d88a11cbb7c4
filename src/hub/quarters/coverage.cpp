// SPDX-License-Identifier: Apache-2.0
#include "hub/quarters/coverage.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/act.h"
#include "hub/quarters/reports.h"
#include "hub/snap/epochs.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql closed = "SELECT quarter, revision, boundaries, closed_at, ledger_index, snap_epoch FROM closed_quarter ORDER BY quarter, revision";
constexpr store::Sql sources =
    "SELECT quarter, revision, feed, last_submission, files, salt, fingerprint FROM closed_source ORDER BY quarter, revision, feed";
constexpr store::Sql reopened = "SELECT quarter, revision FROM quarter_revision WHERE answer = 'confirmed' AND answered_at > ?";
constexpr store::Sql boundaries =
    "SELECT a.kind, a.vintage, a.source_hash, coalesce(a.boundary_hash, a.source_hash) FROM area_set a JOIN partnership p ON p.release_area_kind = a.kind AND "
    "p.release_area_vintage = a.vintage";
constexpr store::Sql newest = "SELECT coalesce(max(number), 0) FROM submission WHERE feed = ? AND state = 'accepted'";
constexpr store::Sql close = "INSERT INTO closed_quarter (quarter, revision, boundaries, closed_at, ledger_index, snap_epoch) VALUES (?, ?, ?, ?, ?, ?)";
constexpr store::Sql first_epoch = "SELECT snap_epoch FROM closed_quarter WHERE quarter = ? ORDER BY revision LIMIT 1";
constexpr store::Sql close_source =
    "INSERT INTO closed_source (quarter, revision, feed, last_submission, files, salt, fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql accepted = "SELECT number FROM submission WHERE state = 'accepted'";

}  // namespace sql

namespace {

constexpr int months_a_quarter = 3;

Result<std::set<Month>> delivered_by_all(Hub& hub, store::Connection& connection, Feeds feeds, std::map<int, MonthsDelivered>& by_feed) {
  std::optional<std::set<Month>> all;
  for (auto const* feed : feeds) {
    auto delivered = delivered_by(hub, connection, *feed);
    if (!delivered) return fail(delivered);
    auto const counts = [&](Month month) {
      auto const found = delivered->find(month);
      return found != delivered->end() && found->second != Delivered::partly;
    };
    if (!all) {
      all.emplace();
      for (auto const& [month, how] : *delivered) all->insert(month);
    }
    std::erase_if(*all, [&](Month month) { return !counts(month); });
    by_feed.emplace(feed->number, std::move(*delivered));
  }
  return all.value_or(std::set<Month>{});
}

bool has_whole(Quarter quarter, auto const& has) {
  auto const first = quarter.first_month();
  return has(first) && has(first.next()) && has(first.next().next());
}

bool any_month(std::map<int, MonthsDelivered> const& by_feed, Quarter quarter, int feed, Delivered how) {
  auto const found = by_feed.find(feed);
  return found != by_feed.end() && std::ranges::any_of(found->second, [&](auto const& one) { return one.second == how && Quarter::of(one.first) == quarter; });
}

constexpr std::size_t salt_bytes = 32;

/// What of the feed counts in each of them, from one reading of its files.
Result<void> close_source(Hub& hub, store::Connection& connection, int feed, std::vector<ClosedQuarter>& quarters) {
  auto const last = connection.query_integer(sql::newest, feed);
  if (!last) return fail(last);
  std::map<Quarter, std::string> salts;
  for (auto const& one : quarters) {
    std::array<std::byte, salt_bytes> salt{};
    hub.chance().fill(salt);
    salts.emplace(one.quarter, std::string{salt_with_method} + crypto::to_hex(salt));
  }
  auto const prints = prints_of(connection, feed, last->value_or(0), salts, {});
  if (!prints) return fail(prints);
  for (auto& one : quarters) {
    auto const& print = prints->at(one.quarter);
    one.sources.push_back({feed, last->value_or(0), {print.files.begin(), print.files.end()}, salts.at(one.quarter), print.fingerprint});
  }
  return {};
}

/// The table of points that the quarter was first closed under, also where that is none: told by two, its places would lie where both can
/// mean. One that was never closed gets the newest.
Result<std::optional<int>> epoch_for(store::Connection& connection, Quarter quarter) {
  bool was_closed = false;
  std::optional<int> first;
  auto read = connection.query(sql::first_epoch, [&](store::Row const& row) {
    was_closed = true;
    if (!row.is_null(0)) first = row.small(0);
  }, quarter.index);
  if (!read) return fail(read);
  return was_closed ? Result<std::optional<int>>{first} : snap::newest_epoch(connection);
}

}  // namespace

ClosedSource const* ClosedQuarter::of_feed(int feed) const {
  auto const found = std::ranges::find(sources, feed, &ClosedSource::feed);
  return found == sources.end() ? nullptr : &*found;
}

std::string committed_text(std::span<ClosedQuarter const> closed) {
  Json list{Json::Array{}};
  for (auto const& one : closed) {
    Json sources{Json::Array{}};
    for (auto const& source : one.sources) {
      sources.push(Json{}.set("feed", source.feed).set("last_submission", source.last_submission).set("files", text_of(source.files)).set("fingerprint", source.fingerprint));
    }
    Json json;
    json.set("quarter", format_quarter(one.quarter)).set("revision", one.revision).set("boundaries", one.boundaries).set("closed_at", one.closed_at);
    if (one.snap_epoch) json.set("snap_epoch", *one.snap_epoch);
    list.push(std::move(json.set("sources", std::move(sources))));
  }
  return list.canonical();
}

bool Coverage::has(Month month) const { return std::binary_search(months.begin(), months.end(), month); }

bool Coverage::complete(Quarter quarter) const {
  return has_whole(quarter, [this](Month month) { return has(month); });
}

std::optional<std::pair<Quarter, Quarter>> Coverage::quarters(Date today) const {
  std::optional<std::pair<Quarter, Quarter>> found;
  auto const over = Quarter::of(Month::of(today));
  for (auto const month : months) {
    auto const quarter = Quarter::of(month);
    if (quarter >= over || !complete(quarter)) continue;
    found = std::pair{found ? found->first : quarter, quarter};
  }
  return found;
}

std::optional<int> Coverage::latest_year() const {
  std::optional<int> latest;
  for (auto const month : months) {
    bool whole = month.month() == 1;
    for (int i = 1; whole && i < 12; ++i) whole = has(Month{month.index + i});
    for (int i = 1; whole && i < 4; ++i) whole = alike(Quarter::of(month), Quarter{Quarter::of(month).index + i});
    if (whole) latest = month.year();
  }
  return latest;
}

std::vector<int> Coverage::feeds_in(Quarter quarter) const {
  auto const found = closed.find(quarter);
  if (found == closed.end()) return standing.feeds();
  std::vector<int> numbers;
  for (auto const& source : found->second.sources) numbers.push_back(source.feed);
  return numbers;
}

bool Coverage::alike(Quarter one, Quarter other) const { return feeds_in(one) == feeds_in(other); }

bool Coverage::counts(Quarter quarter, int feed) const { return std::ranges::binary_search(feeds_in(quarter), feed); }

bool Coverage::partly(Quarter quarter, int feed) const { return any_month(by_feed, quarter, feed, Delivered::partly); }

bool Coverage::unmeasured(Quarter quarter, int feed) const { return any_month(by_feed, quarter, feed, Delivered::unmeasured); }

void Coverage::keep_only(std::span<Quarter const> quarters) {
  auto const is_kept = [&](Quarter quarter) { return std::ranges::find(quarters, quarter) != quarters.end(); };
  std::erase_if(months, [&](Month month) { return !is_kept(Quarter::of(month)); });
  std::erase_if(closed, [&](auto const& one) { return !is_kept(one.first); });
}

Result<std::vector<ClosedQuarter>> all_closings(store::Connection& connection) {
  std::vector<ClosedQuarter> all;
  auto read = connection.query(sql::closed, [&](store::Row const& row) {
    all.push_back({Quarter{row.small(0)}, row.small(1), row.string(2), row.string(3), static_cast<std::uint64_t>(row.integer(4)), {}, row.is_null(5) ? std::nullopt : std::optional{row.small(5)}});
  });
  if (!read) return fail(read);
  auto at = all.begin();  // both in the order of quarters and revisions
  read = connection.query(sql::sources, [&](store::Row const& row) {
    auto const is_it = [&](ClosedQuarter const& one) { return one.quarter.index == row.small(0) && one.revision == row.small(1); };
    at = std::find_if(at, all.end(), is_it);
    if (at != all.end()) at->sources.push_back({row.small(2), row.integer(3), files_in(row.text(4)), row.is_null(5) ? std::string{} : row.string(5), row.string(6)});
  });
  if (!read) return fail(read);
  return all;
}

Result<std::map<Quarter, ClosedQuarter>> closed_quarters(store::Connection& connection) {
  auto closings = all_closings(connection);
  if (!closings) return fail(closings);
  std::map<Quarter, ClosedQuarter> newest;
  for (auto& one : *closings) newest.insert_or_assign(one.quarter, std::move(one));
  return newest;
}

Result<std::vector<Quarter>> published_quarters(store::Connection& connection, int feed, Month first, Month last) {
  auto const all = closed_quarters(connection);
  if (!all) return fail(all);
  std::vector<Quarter> published;
  for (auto const& [quarter, closed] : *all) {
    if (closed.of_feed(feed) != nullptr && quarter >= Quarter::of(first) && quarter <= Quarter::of(last)) published.push_back(quarter);
  }
  return published;
}

Result<Standing> Standing::read(Hub& hub, Feeds feeds) {
  auto& connection = hub.database();
  Standing now;
  for (auto const* feed : feeds) now.feeds_.push_back(feed->number);
  std::ranges::sort(now.feeds_);
  auto done = connection.query(sql::reopened, [&](store::Row const& row) {
    auto& highest = now.revisions_[Quarter{row.small(0)}];
    highest = std::max(highest, row.small(1));
  }, format_instant(hub.clock().now() - std::chrono::days{days_a_confirmation_stands}));
  if (!done) return fail(done);
  done = connection.query(sql::accepted, [&](store::Row const& row) { now.files_.insert(row.integer(0)); });
  if (!done) return fail(done);
  done = connection.query(sql::boundaries, [&](store::Row const& row) {
    auto const with = [&](std::string_view hash) { return fmt::format("{}-{}:{}", row.text(0), row.integer(1), hash.substr(0, 8)); };
    now.areas_ = with(row.text(2));
    now.boundaries_ = with(row.text(3));
  });
  if (!done) return fail(done);
  return now;
}

int Standing::revision_of(Quarter quarter) const {
  auto const found = revisions_.find(quarter);
  return found == revisions_.end() ? 1 : found->second;
}

Unusable Standing::unusable(ClosedQuarter const& closed) const {
  if (revision_of(closed.quarter) > closed.revision) return Unusable::reopened;
  if (!std::ranges::all_of(closed.sources, [&](auto const& source) { return std::ranges::binary_search(feeds_, source.feed); })) return Unusable::source_gone;
  // A set of before its boundaries had a hash of their own was closed under that of all its files.
  if (closed.boundaries != boundaries_ && closed.boundaries != areas_) return Unusable::other_boundaries;
  bool const all_there = std::ranges::all_of(closed.sources, [&](auto const& source) { return std::ranges::all_of(source.files, [&](auto file) { return files_.contains(file); }); });
  return all_there ? Unusable::no : Unusable::deleted;
}

Result<bool> is_delivered(Hub& hub, store::Connection& connection, Quarter quarter, Feeds feeds) {
  std::map<int, MonthsDelivered> by_feed;
  auto const months = delivered_by_all(hub, connection, feeds, by_feed);
  if (!months) return fail(months);
  return has_whole(quarter, [&](Month month) { return months->contains(month); });
}

Result<Coverage> coverage_of(Hub& hub, Feeds feeds) {
  auto& connection = hub.database();
  Coverage coverage;
  auto months = delivered_by_all(hub, connection, feeds, coverage.by_feed);
  if (!months) return fail(months);
  auto closed = closed_quarters(connection);
  if (!closed) return fail(closed);
  auto standing = Standing::read(hub, feeds);
  if (!standing) return fail(standing);
  coverage.standing = std::move(*standing);
  for (auto& [quarter, one] : *closed) {
    auto const why = coverage.standing.unusable(one);
    if (why == Unusable::reopened) continue;  // open again: what is there now counts
    for (int i = 0; i < months_a_quarter; ++i) {
      Month const month{quarter.first_month().index + i};
      if (why == Unusable::no) months->insert(month);
      else months->erase(month);
      for (auto& [feed, delivered] : coverage.by_feed) {
        auto const found = delivered.find(month);
        if (found != delivered.end() && found->second == Delivered::partly) found->second = Delivered::whole;
      }
    }
    if (why == Unusable::no) coverage.closed.emplace(quarter, std::move(one));
    else coverage.barred.emplace(quarter, why);
  }
  coverage.months.assign(months->begin(), months->end());
  return coverage;
}

Result<std::vector<ClosedQuarter>> close_quarters(Hub& hub, store::Transaction& transaction, Coverage& coverage,
                                                   std::span<Quarter const> quarters, std::uint64_t index) {
  auto& connection = transaction.connection();
  std::vector<ClosedQuarter> fresh;
  for (auto const quarter : quarters) {
    if (!coverage.complete(quarter) || coverage.closed.contains(quarter)) continue;
    auto const epoch = epoch_for(connection, quarter);
    if (!epoch) return fail(epoch);
    fresh.push_back({quarter, coverage.standing.revision_of(quarter), coverage.standing.boundaries(), format_instant(hub.clock().now()), index, {}, *epoch});
  }
  if (fresh.empty()) return fresh;
  for (auto const feed : coverage.standing.feeds()) {
    if (auto done = close_source(hub, connection, feed, fresh); !done) return fail(done);
  }
  for (auto const& one : fresh) {
    auto done = connection.execute(sql::close, one.quarter.index, one.revision, one.boundaries, one.closed_at, index, one.snap_epoch);
    if (!done) return fail(done);
    for (auto const& source : one.sources) {
      auto kept = connection.execute(sql::close_source, one.quarter.index, one.revision, source.feed, source.last_submission, text_of(source.files), source.salt, source.fingerprint);
      if (!kept) return fail(kept);
    }
    coverage.closed.emplace(one.quarter, one);
  }
  return fresh;
}

Result<void> record_closing(Hub& hub, store::Transaction& transaction, std::span<ClosedQuarter const> closed) {
  if (closed.empty()) return {};
  Act act;
  act.event = ledger::Event::admin;
  act.to = hub.partnership().id;
  act.fields = {"quarters-closed"};
  act.count = closed.size();
  act.bundle = crypto::sha256(committed_text(closed));
  auto const receipt = record(hub, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  return {};
}

std::string data_version(Coverage const& coverage, std::span<Quarter const> quarters) {
  std::string text;
  std::size_t at = 0;
  auto const words_of = [](ClosedQuarter const& one) { return fmt::format("@{}{}", one.closed_at.substr(0, 10), one.revision == 1 ? std::string{} : fmt::format(":{}", one.revision)); };
  while (at < quarters.size()) {
    auto const first = coverage.closed.find(quarters[at]);
    ++at;
    if (first == coverage.closed.end()) continue;
    auto const words = words_of(first->second);
    auto last = first->first;
    for (; at < quarters.size() && quarters[at] == last.next(); ++at) {
      auto const next = coverage.closed.find(quarters[at]);
      if (next == coverage.closed.end() || words_of(next->second) != words) break;
      last = next->first;
    }
    text += fmt::format("{}{}{}{}", text.empty() ? "" : " ", format_quarter(first->first), last == first->first ? std::string{} : ".." + format_quarter(last), words);
  }
  auto const& areas = coverage.standing.areas();
  return areas.empty() ? text : text + " " + areas;
}

Result<void> visit_reports(store::Connection& connection, Feed const& feed, Coverage const& coverage, Quarter first, Quarter last,
                           std::function<void(StoredReport const&)> const& visit) {
  for (auto at = coverage.closed.lower_bound(first); at != coverage.closed.end() && at->first <= last;) {
    // Quarters in a row that were closed at one state are read at once.
    auto const* source = at->second.of_feed(feed.number);
    auto to = at->first;
    std::map<Quarter, std::string> expected;
    std::map<Quarter, std::string> salts;
    for (; at != coverage.closed.end() && at->first <= last && at->first.index - to.index <= 1; ++at) {
      auto const* next = at->second.of_feed(feed.number);
      if ((next == nullptr) != (source == nullptr) || (next != nullptr && next->last_submission != source->last_submission)) break;
      to = at->first;
      if (next == nullptr) continue;
      expected.emplace(to, next->fingerprint);
      salts.emplace(to, next->salt);
    }
    if (source == nullptr) continue;
    auto const found = prints_of(connection, feed.number, source->last_submission, salts, visit);
    if (!found) return fail(found);
    if (std::ranges::all_of(*found, [&](auto const& one) { return one.second.fingerprint == expected.at(one.first); })) continue;
    return fail(Fault::integrity, "quarter.reports-differ", "The reports of a closed quarter are not what they were when its figures first left.",
                "Run 'concordat ledger verify' and look for who wrote to the database; restore it from a backup, or let two people revise the quarter.");
  }
  return {};
}

}  // namespace concordat::hub
