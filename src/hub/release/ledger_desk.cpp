// SPDX-License-Identifier: Apache-2.0
#include "hub/release/ledger_desk.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/act.h"
#include "hub/ledger_entries.h"
#include "hub/log/entered_log.h"
#include "hub/quarters/entered_quarters.h"
#include "hub/release/file_proof.h"
#include "hub/release/file_types.h"
#include "hub/settings/entered_steps.h"
#include "hub/sharing/sealed_words.h"
#include "ledger/leaf.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql stored_files = "SELECT name, content FROM release_file WHERE release = ? ORDER BY name";
constexpr store::Sql put_file = "INSERT INTO release_file (release, name, sha256, content) VALUES (?, ?, ?, ?)";
constexpr store::Sql file_by_hash =
    "SELECT f.release, f.name, r.leaf_index FROM release_file f JOIN release r ON r.id = f.release WHERE f.sha256 = ?";

constexpr store::Sql entry_of_release = "SELECT leaf_index FROM release WHERE id = ?";

constexpr store::Sql partnership_file = "SELECT document FROM partnership WHERE id = 1";
constexpr store::Sql public_by_hash = "SELECT id, product, proposed_leaf, ended_leaf FROM public_edition WHERE content_hash = ? AND state = 'published' ORDER BY proposed_leaf";

}  // namespace sql

namespace {

struct PublicRow {
  std::string id;
  std::string product;
  std::uint64_t proposed = 0;
  std::uint64_t published = 0;
};

/// That the entry says this of that product, with that hash.
Result<bool> says(Hub& hub, std::uint64_t index, PublicRow const& row, std::string_view why, crypto::Hash const& hash) {
  auto const entry = hub.log().entry(index);
  if (!entry) return fail(entry);
  auto const leaf = ledger::read_leaf(*entry);
  if (!leaf) return fail(leaf);
  return leaf->event == ledger::Event::admin && leaf->fields == std::vector<std::string>{"public-edition", row.product} && leaf->why == std::vector<std::string>{std::string{why}} && leaf->bundle == hash;
}

/// Of a public edition the ledger has the hash of its json, in the entries of the proposal and of each yes.
Result<FileProof> prove_public_edition(Hub& hub, crypto::Hash const& hash) {
  std::optional<PublicRow> found;
  auto const read = hub.database().query(sql::public_by_hash,
                                         [&](store::Row const& row) { found = {row.string(0), row.string(1), static_cast<std::uint64_t>(row.integer(2)), static_cast<std::uint64_t>(row.integer(3))}; },
                                         crypto::to_hex(hash));
  if (!read) return fail(read);
  if (!found) {
    return fail(Fault::not_found, "release.file-unknown", "No release and no public edition of this hub holds these bytes.",
                "The file was changed after its release, or comes from elsewhere: ask for the release again. Of a public edition take its json: the ledger holds the hash of that one.");
  }
  for (auto const& [index, why] : {std::pair{found->proposed, "publication-proposed"}, std::pair{found->published, "publication-confirmed"}}) {
    auto const held = says(hub, index, *found, why, hash);
    if (!held) return fail(held);
    if (!*held) return stored_release_differs();
  }
  return FileProof{found->proposed, found->id, std::string{public_edition_json.view()}, {}};
}

}  // namespace

tl::unexpected<Problem> stored_release_differs() {
  return fail(Fault::integrity, "release.file-not-in-ledger", "The stored release and its ledger entry disagree.",
              "Tell the partnership's lead: the database may have been changed. 'concordat ledger verify' says more.");
}

Result<Json> entered_detail(Hub& hub, std::uint64_t index) {
  auto const entry = hub.log().entry(index);
  if (!entry) return fail(entry);
  auto const leaf = ledger::read_leaf(*entry);
  if (!leaf) return fail(leaf);
  return detail_as_entered(hub.log(), hub.options().keys, index, *leaf);
}

Result<void> hold_feed_of_records(Hub const& hub, Json const& detail) {
  constexpr std::string_view of_feed = " of ";
  auto const& period = detail["period"].string();
  auto const at = period.find(of_feed);
  auto const id = at == std::string::npos ? std::string{} : period.substr(at + of_feed.size());
  auto const* const feed = hub.feed(id);
  // Records from before the number was entered are known by the name alone.
  if (feed != nullptr && (!detail.contains("feed") || detail["feed"].integer() == feed->number)) return {};
  return fail(Fault::integrity, "records.feed-renamed", "Records left of a source that this hub now knows by another name: the same records would leave a second time under it.",
              "Run 'concordat ledger verify', and restore the database from a backup.");
}

Result<FileProof> prove_file(Hub& hub, std::string_view content) {
  auto const sum = crypto::sha256(content);
  auto const hash = crypto::to_hex(sum);
  FileProof proof;
  bool found = false;
  auto read = hub.database().query(sql::file_by_hash,
                                   [&](store::Row const& row) {
                                     found = true;
                                     proof = {static_cast<std::uint64_t>(row.integer(2)), row.string(0), row.string(1)};
                                   },
                                   hash);
  if (!read) return fail(read);
  if (!found) return prove_public_edition(hub, sum);
  auto const detail = entered_detail(hub, proof.ledger_index);
  if (!detail) return fail(detail);
  if ((*detail)["files"][proof.name].string() != hash) return stored_release_differs();
  proof.files = (*detail)["files"].object().size();
  return proof;
}

namespace {

/// Whether these are the names and hashes of all files of that release, as its entry has them. "ledger.opening-erased" where years later nobody
/// can tell any more.
Result<bool> hashes_are_as_entered(Hub& hub, std::string_view release, std::map<std::string, std::string> const& hashes, std::string const& period = {}) {
  auto const index = hub.database().query_one(sql::entry_of_release, [](store::Row const& row) { return static_cast<std::uint64_t>(row.integer(0)); }, release);
  if (!index) return fail(index);
  if (!*index) return false;
  auto const detail = entered_detail(hub, **index);
  if (!detail) return fail(detail);
  if ((*detail)["release"].string() != release || (*detail)["files"].object().size() != hashes.size()) return false;
  if (!period.empty() && (*detail)["period"].string() != period) return false;
  if (hashes.contains("records.csv")) {
    if (auto named = hold_feed_of_records(hub, *detail); !named) return fail(named);
  }
  return !hashes.empty() && std::ranges::all_of(hashes, [&](auto const& file) { return (*detail)["files"][file.first].string() == file.second; });
}

}  // namespace

Result<std::vector<ReleaseFile>> files_of_release(store::Connection& connection, std::string const& release) {
  std::vector<ReleaseFile> files;
  auto const read = connection.query(sql::stored_files, [&](store::Row const& row) { files.push_back({row.string(0), released_media_type(row.text(0)), std::string{crypto::text_of(row.blob(1))}}); }, release);
  if (!read) return fail(read);
  return files;
}

Result<void> keep_files(store::Connection& connection, std::string const& release, std::span<ReleaseFile const> files) {
  for (auto const& file : files) {
    auto const kept = connection.execute(sql::put_file, release, file.name, crypto::to_hex(crypto::sha256(file.content)), store::ByteView{crypto::bytes_of(file.content)});
    if (!kept) return fail(kept);
  }
  return {};
}

Result<bool> are_as_entered(Hub& hub, std::string_view release, std::span<ReleaseFile const> files) {
  std::map<std::string, std::string> hashes;
  for (auto const& file : files) hashes.emplace(file.name, crypto::to_hex(crypto::sha256(file.content)));
  return hashes_are_as_entered(hub, release, hashes);
}

namespace {

Result<void> vouch_for_files(Hub& hub, std::string const& release, std::string const& period, std::span<told::TextFile const> files) {
  std::map<std::string, std::string> hashes;
  for (auto const& file : files) hashes.emplace(file.name, crypto::to_hex(crypto::sha256(file.content)));
  auto const as_entered = hashes_are_as_entered(hub, release, hashes, period);
  // Years later nobody can tell any more; what its reader has is still what it was told.
  if (!as_entered && as_entered.error().code.view() == "ledger.opening-erased") return {};
  if (!as_entered) return fail(as_entered);
  if (!*as_entered) return stored_release_differs();
  return {};
}

/// The bytes that are public, or would be; nothing of one whose key is gone, for which nobody can stand.
Result<std::optional<std::string>> content_of(Hub& hub, told::EditionRow const& edition) {
  if (edition.state == "published") return edition.content;
  auto const opened = sharing::open_words(hub, {"public_edition", "content_sealed", edition.id, edition.agency}, edition.sealed);
  if (!opened && (opened.error().code.view() == "keys.erased" || opened.error().fault == Fault::integrity)) return std::optional<std::string>{};
  if (!opened) return fail(opened);
  return std::optional{opened->string()};
}

/// A public edition against the entry of its proposal, which has the hash of its content, and where nothing came of it the entry that says so.
Result<void> vouch_for_edition(Hub& hub, told::EditionRow const& edition) {
  auto const hash = crypto::hash_from_hex(edition.hash);
  if (!hash) return stored_release_differs();
  PublicRow const row{edition.id, edition.product, edition.proposed_leaf, edition.ended_leaf.value_or(0)};
  auto const held = [&](std::uint64_t index, std::string_view why) -> Result<void> {
    auto const said = says(hub, index, row, why, *hash);
    bool const missing = !said && said.error().fault == Fault::not_found;
    if (missing || (said && !*said)) return stored_release_differs();
    return said ? Result<void>{} : fail(said);
  };
  if (auto proposed = held(edition.proposed_leaf, "publication-proposed"); !proposed) return proposed;
  if (edition.state == "declined" || edition.state == "lapsed") return held(row.published, "publication-" + edition.state);
  auto const content = content_of(hub, edition);
  if (!content) return fail(content);
  if (!*content || crypto::sha256(**content) != *hash) return stored_release_differs();
  auto const json = Json::parse(**content);
  if (!json || (*json)["tables"].canonical() != edition.figures) return stored_release_differs();
  return {};
}

bool came_to_nothing(ledger::Leaf const& said) { return said.why == std::vector<std::string>{"publication-declined"} || said.why == std::vector<std::string>{"publication-lapsed"}; }

/// Those that left for that reader, and public editions, below `end`: each has a row, or what was told is more than the rows say.
Result<void> vouch_for_all(Hub& hub, std::uint64_t end, std::string const& reader, std::uint64_t since, std::set<std::uint64_t> const& releases, std::set<std::uint64_t> const& editions) {
  auto& entered = EnteredLog::of(hub);
  auto const& left = entered.of_kind(Entered::released);
  bool const all_left = std::all_of(left.lower_bound(since), left.lower_bound(end), [&](auto const& entry) { return (!reader.empty() && entry.second.to != reader) || releases.contains(entry.first); });
  if (!all_left) {
    return fail(Fault::integrity, "release.row-missing", "The ledger has an entry of a release, and the database has no release as that entry has it: what its reader was told cannot be told.",
                "Nothing leaves beside it. Run 'concordat ledger verify', and restore the database from a backup.");
  }
  auto const& said = entered.of_kind(Entered::published);
  auto const below = said.lower_bound(end);
  bool all_public = true;
  for (auto entry = said.begin(); entry != below; ++entry) {
    auto const& proposal = entry->second;
    if (proposal.why != std::vector<std::string>{"publication-proposed"} || editions.contains(entry->first)) continue;
    // what came to nothing was told to nobody
    all_public &= std::any_of(std::next(entry), below, [&](auto const& later) { return later.second.fields == proposal.fields && later.second.bundle == proposal.bundle && came_to_nothing(later.second); });
  }
  if (all_public) return {};
  return fail(Fault::integrity, "public.row-missing", "The ledger has an entry of a public edition, and the database does not have that edition: what everybody may read cannot be told.",
              "Nothing leaves beside it. Run 'concordat ledger verify', and restore the database from a backup.");
}

}  // namespace

told::Vouch vouch_for_releases(Hub& hub) {
  // Before any row is read: what is entered while they are read has its rows then.
  auto const read = EnteredLog::of(hub).read_rest(hub);
  auto const end = EnteredLog::of(hub).size();
  return {[&hub](std::string const& release, std::string const& period, std::span<told::TextFile const> files) { return vouch_for_files(hub, release, period, files); },
          [&hub](told::EditionRow const& edition) { return vouch_for_edition(hub, edition); },
          [&hub, read, end](std::string const& reader, std::uint64_t since, std::set<std::uint64_t> const& releases, std::set<std::uint64_t> const& editions) {
            return read ? vouch_for_all(hub, end, reader, since, releases, editions) : read;
          }};
}

Result<void> read_entered(Hub& hub, Watch* watch) {
  GoOn go_on;
  if (watch != nullptr) go_on = [watch](std::uint64_t done, std::uint64_t all) { return watch->go_on("reading the ledger", done, all); };
  return EnteredLog::of(hub).read_on(hub, go_on);
}

namespace {

/// The partnership file that the database holds against the newest entry that names one: it says what this hub hides at least.
Result<void> hold_partnership_file(Hub& hub, EnteredLog const& entered) {
  auto const document = hub.database().query_one(sql::partnership_file, [](store::Row const& row) { return row.string(0); });
  if (!document) return fail(document);
  auto const& inits = entered.of_kind(Entered::inits);
  auto const newest = std::find_if(inits.rbegin(), inits.rend(), [](auto const& entry) { return entry.second.detail.has_value(); });
  if (newest == inits.rend()) return {};
  auto const detail = detail_as_entered(hub.log(), hub.options().keys, newest->first, newest->second);
  // Years later nobody can tell any more; hubs of before did not enter a hash.
  if (!detail && detail.error().code.view() == "ledger.opening-erased") return {};
  if (!detail) return fail(detail);
  if (detail->is_object() && !(*detail)["partnership_sha256"].is_string()) return {};
  if (*document && (*detail)["partnership_sha256"].string() == crypto::to_hex(crypto::sha256(**document))) return {};
  return fail(Fault::integrity, "setting.entry-differs", "The partnership file that the database holds is not the one that init read last: what this hub hides cannot be told.",
              "Nothing is made under it. Run 'concordat ledger verify', and restore the database from a backup.");
}

}  // namespace

Result<std::string> all_told(Hub& hub, std::string const& reader, std::uint64_t since) {
  auto which = told::which_told(hub.database(), reader, since);
  if (!which) return which;
  auto& entered = EnteredLog::of(hub);
  if (auto read = entered.read_rest(hub); !read) return fail(read);
  for (auto const& [index, leaf] : entered.of_kind(Entered::released)) {
    if (index >= since && (reader.empty() || leaf.to == reader)) *which += fmt::format("{} ", index);
  }
  for (auto const& [index, leaf] : entered.of_kind(Entered::published)) *which += fmt::format("{} ", index);
  return which;
}

Result<void> hold_settled(Hub& hub) {
  auto& entered = EnteredLog::of(hub);
  if (auto read = entered.read_rest(hub); !read) return read;
  if (auto held = hold_closings(hub.database(), entered); !held) return held;
  if (auto held = hold_settled_ways(hub.database(), entered); !held) return held;
  if (auto held = hold_setting_steps(hub.database(), entered); !held) return held;
  if (auto held = hold_partnership_file(hub, entered); !held) return held;
  return hold_tables_of_points(hub.database(), entered);
}

bool is_alarm(Problem const& problem) {
  constexpr std::array codes{std::string_view{"quarter.reports-differ"}, std::string_view{"quarter.closing-differs"}, std::string_view{"quarter.filter-differs"}, std::string_view{"setting.entry-differs"}, std::string_view{"snap.entry-differs"}, std::string_view{"snap.points-differ"}, std::string_view{"release.row-missing"}, std::string_view{"public.row-missing"}, std::string_view{"release.file-not-in-ledger"}, std::string_view{"records.row-missing"}, std::string_view{"records.feed-renamed"}};
  return std::ranges::find(codes, problem.code.view()) != codes.end();
}

Result<LedgerLook> look_at_ledger(Hub& hub, std::optional<std::string_view> release_file, ProveCopy const& of_copies) {
  auto report = hub.log().verify();
  if (!report) return fail(report);
  LedgerLook look{.report = std::move(*report)};
  if (!look.report.intact()) return look;
  auto tail = ledger_tail(hub, look.report.size);
  if (!tail) return fail(tail);
  tell(*tail, look.report);
  look.tail = std::move(*tail);
  if (!look.report.intact()) return look;
  auto differences = state_differences(hub, look.report.size);
  if (!differences) return fail(differences);
  look.differences = std::move(*differences);
  Act act;
  act.event = ledger::Event::access;
  act.fields = {"ledger"};
  act.detail.set("size", look.report.size);
  if (!look.differences.empty()) act.why = {std::string{state_differs.view()}};
  if (release_file) {
    auto proof = prove_file(hub, *release_file);
    if (!proof && of_copies && proof.error().code.view() == "release.file-unknown") proof = of_copies(hub, *release_file);
    if (proof) {
      look.proof = *proof;
    } else {
      look.unproved = proof.error();
    }
    act.fields.emplace_back("release-file");
    act.detail.set("release", proof ? proof->release : std::string{proof.error().code.view()});
  }
  if (auto const recorded = record_alone(hub, std::move(act)); !recorded) look.unrecorded = recorded.error();
  return look;
}

}  // namespace concordat::hub
