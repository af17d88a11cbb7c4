// SPDX-License-Identifier: Apache-2.0
#include "hub/witness/kit.h"

#include <algorithm>
#include <set>

#include "base/date.h"
#include "base/text.h"
#include "hub/act.h"
#include "hub/processing_desk.h"
#include "hub/witness/entries.h"
#include "hub/witness/witnesses.h"
#include "ledger/staged_export.h"
#include "ledger/witness/kit.h"
#include "ledger/witness/tlog_proof.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql about_record = "SELECT leaf, k FROM ledger_subject WHERE record = ? ORDER BY leaf, k";
constexpr store::Sql supplier =
    "SELECT a.id FROM source_record r JOIN submission s ON s.number = r.submission JOIN agency a ON a.number = s.agency WHERE r.id = ?";
constexpr store::Sql openings_of = "SELECT k FROM ledger_opening WHERE leaf = ? ORDER BY k";

}  // namespace sql

namespace {

constexpr std::uint64_t most_proofs = 10'000;
constexpr std::string_view record_start = "record:";

tl::unexpected<Problem> wrong_range() {
  return fail(Fault::malformed, "export.range", "These are not two entries or days, the first before the last.",
              "Write numbers of entries, as 120 and 180, or days, as 2026-11-01 and 2026-11-30.");
}

}  // namespace

/// The only one that shows what openings hold.
class LedgerKit {
 public:
  LedgerKit(Hub& hub, std::filesystem::path const& folder, ExportWanted const& wanted) : hub_{hub}, target_{folder}, wanted_{wanted} {}

  Result<ExportDone> run() {
    if (auto fine = check_role(); !fine) return fail(fine);
    auto const range = find_range();
    if (!range) return fail(range);
    if (auto chosen = choose(*range); !chosen) return fail(chosen);
    if (auto noted = record_alone(hub_, act()); !noted) return fail(noted);
    // All of it or nothing: half of what an auditor was to get looks like the whole.
    auto stage = StagedFolder::begin(target_);
    if (!stage) return fail(stage);
    folder_ = stage->path();
    if (auto written = write_all(*stage, *range); !written) return fail(written);
    if (auto kept = ledger::keep_export(*stage); !kept) return fail(kept);
    return done_;
  }

 private:
  [[nodiscard]] Act act() const {
    Act act;
    act.event = ledger::Event::export_;
    act.fields = {"ledger"};
    if (wanted_.by) {
      act.to = wanted_.by->agency;
      act.member = wanted_.by->id;
    }
    if (!wanted_.openings_for.empty()) {
      act.fields.emplace_back("openings");
      act.detail.set("openings_for", wanted_.openings_for);
    }
    return act;
  }

  Result<void> check_role() {
    if (wanted_.openings_for.empty()) return {};
    static constexpr std::array<std::string_view, 2> roles{"auditor", "data-protection-officer"};
    bool const may = wanted_.by && wanted_.by->active && std::any_of(wanted_.by->roles.begin(), wanted_.by->roles.end(), [](std::string const& role) {
      return std::find(roles.begin(), roles.end(), role) != roles.end();
    });
    if (may) return {};
    if (auto noted = record_alone(hub_, refused(act(), "export.openings-role")); !noted) return noted;
    return fail(Fault::refused, "export.openings-role", "Openings are given to auditors and data-protection officers only.",
                "Ask a member with one of these roles to export them, or export without --openings-for.");
  }

  /// Entries to prove; empty where none was asked for.
  Result<EntryRange> find_range() {
    if (wanted_.from.empty() && wanted_.to.empty()) return EntryRange{};
    auto const size = hub_.log().size();
    if (!size) return fail(size);
    auto const first = wanted_.from.empty() ? Result<std::uint64_t>{0} : edge_of(wanted_.from, false);
    if (!first) return fail(first);
    auto const end = wanted_.to.empty() ? Result<std::uint64_t>{*size} : edge_of(wanted_.to, true);
    if (!end) return fail(end);
    if (*end <= *first || *end > *size) {
      return fail(Fault::not_found, "export.no-such-entries", "The ledger has no entries between these.",
                  "Look at 'concordat ledger status' for its length; the first must not come after the last.");
    }
    if (*end - *first > most_proofs) {
      return fail(Fault::too_large, "export.too-many", "Over 10,000 entries would be proved one by one.",
                  "Ask for fewer; the exported log proves all of them at once anyhow.");
    }
    return EntryRange{*first, *end};
  }

  /// The entry itself, or the first at or after a day; as an end, one beyond.
  Result<std::uint64_t> edge_of(std::string const& written, bool is_end) {
    if (auto const index = text::parse_integer(written)) {
      if (*index < 0) return wrong_range();
      return static_cast<std::uint64_t>(*index) + (is_end ? 1 : 0);
    }
    auto const day = parse_date(written);
    if (!day) return wrong_range();
    auto const from = std::chrono::sys_days{*day} + std::chrono::days{is_end ? 1 : 0};
    std::uint64_t edge = is_end ? 0 : UINT64_MAX;
    auto const read = visit_entries(hub_.log(), {0, UINT64_MAX}, [&](std::uint64_t index, ledger::Leaf const& leaf) {
      if (is_end && leaf.at < from) edge = index + 1;
      if (!is_end && leaf.at >= from) edge = std::min(edge, index);
      return true;
    });
    if (!read) return fail(read);
    return edge;
  }

  Result<void> write_all(StagedFolder const& stage, EntryRange const& range) {
    if (auto written = write_log(stage); !written) return written;
    for (auto index = range.first; index < range.end; ++index) {
      if (auto proved = prove(index); !proved) return proved;
    }
    for (auto const& [index, k] : chosen_) {
      if (auto opened = open(index, k); !opened) return opened;
    }
    return {};
  }

  Result<void> write_log(StagedFolder const& stage) {
    auto const note = cosigned_note(hub_);
    if (!note) return fail(note);
    note_ = note->value_or(std::string{});
    auto const key = hub_.log().key_of(note_);
    if (!key) return fail(key);
    auto const former = hub_.log().former_verifiers();
    if (!former) return fail(former);
    auto report = ledger::export_log(hub_.log().storage(), note_, *key, stage, *former);
    if (!report) return fail(report);
    done_.log = *report;
    auto const setting = witness_setting(hub_);
    if (!setting) return fail(setting);
    if (!*setting) return {};
    auto const witnessed = cosigned_note(hub_, true);
    if (!witnessed) return fail(witnessed);
    return ledger::put_kit_policy(folder_, (*setting)->policy, *witnessed);
  }

  Result<void> prove(std::uint64_t index) {
    auto const key = hub_.log().key_of(note_);
    if (!key) return fail(key);
    auto const proof = ledger::prove_entry(hub_.log().storage(), index, note_, *key);
    if (!proof) return fail(proof);
    if (auto put = ledger::put_kit_proof(folder_, index, ledger::write_tlog_proof(*proof)); !put) return put;
    ++done_.proofs;
    return {};
  }

  /// The opening, with the proof of its entry beside it.
  Result<void> open(std::uint64_t index, int k) {
    auto const opening = hub_.log().opening(index, k);
    if (!opening && opening.error().fault == Fault::not_found) {
      ++done_.erased;
      return {};
    }
    if (!opening) return fail(opening);
    ledger::KitOpening const shown{index, k, opening->reveal(ProcessingDesk::open())};
    if (auto put = ledger::put_kit_opening(folder_, shown); !put) return put;
    ++done_.openings;
    return proved_.insert(index).second ? prove(index) : Result<void>{};
  }

  /// What is to be opened. Another agency's and what there never was read the same: whoever guesses numbers learns nothing.
  Result<void> choose(EntryRange const& range) {
    if (wanted_.openings_for.empty()) return {};
    auto const chosen = wanted_.openings_for.starts_with(record_start) ? choose_person() : choose_request(range);
    if (!chosen || !chosen_.empty()) return chosen;
    if (auto noted = record_alone(hub_, refused(act(), "export.openings-agency")); !noted) return noted;
    return fail(Fault::refused, "export.openings-agency", "No entry of that request or record is your agency's to open.",
                "Entries are opened by an auditor of the agency that gave or received, records by one of the agency that supplied them.");
  }

  /// The person of a record: for the agency that supplied it.
  Result<void> choose_person() {
    auto const record = text::parse_integer(std::string_view{wanted_.openings_for}.substr(record_start.size()));
    if (!record) return wrong_range();
    auto const agency = hub_.database().query_one(sql::supplier, [](store::Row const& row) { return row.string(0); }, *record);
    if (!agency) return fail(agency);
    if (*agency != wanted_.by->agency) return {};
    return hub_.database().query(
        sql::about_record, [&](store::Row const& row) { chosen_.emplace_back(static_cast<std::uint64_t>(row.integer(0)), row.small(1)); }, *record);
  }

  /// The entries of a request in which the auditor's agency gave or received.
  Result<void> choose_request(EntryRange const& range) {
    std::vector<std::uint64_t> of_request;
    auto const whole = range.end == 0 ? EntryRange{0, UINT64_MAX} : range;
    auto const& agency = wanted_.by->agency;
    auto const read = visit_entries(hub_.log(), whole, [&](std::uint64_t index, ledger::Leaf const& leaf) {
      bool const of_it = leaf.request == wanted_.openings_for || leaf.previous == wanted_.openings_for;
      if (of_it && (leaf.from == agency || leaf.to == agency)) of_request.push_back(index);
      return true;
    });
    if (!read) return fail(read);
    for (auto const index : of_request) {
      auto const found = hub_.database().query(sql::openings_of, [&](store::Row const& row) { chosen_.emplace_back(index, row.small(0)); }, index);
      if (!found) return fail(found);
    }
    return {};
  }

  Hub& hub_;
  std::filesystem::path const& target_;
  std::filesystem::path folder_ = {};  ///< where files are written until all of them are
  ExportWanted const& wanted_;
  ExportDone done_;
  std::string note_;
  std::vector<std::pair<std::uint64_t, int>> chosen_;  ///< leaf and opening
  std::set<std::uint64_t> proved_;
};

Result<ExportDone> export_ledger(Hub& hub, std::filesystem::path const& folder, ExportWanted const& wanted) { return LedgerKit{hub, folder, wanted}.run(); }

Result<std::string> prove_entry(Hub& hub, std::uint64_t index) {
  Act act;
  act.fields = {"ledger-proof"};
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  auto const note = cosigned_note(hub);
  if (!note) return fail(note);
  auto const key = hub.log().key_of(note->value_or(std::string{}));
  if (!key) return fail(key);
  auto proof = ledger::prove_entry(hub.log().storage(), index, note->value_or(std::string{}), *key);
  if (!proof) return fail(proof);
  auto entry = hub.log().entry(index);
  if (!entry) return fail(entry);
  proof->extra = std::move(*entry);
  return ledger::write_tlog_proof(*proof);
}

}  // namespace concordat::hub
