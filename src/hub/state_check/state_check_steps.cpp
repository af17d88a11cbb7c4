// SPDX-License-Identifier: Apache-2.0
// The steps of agreements, their documents and their impact assessments.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "agreements/signature.h"
#include "base/date.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/agreements/life.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql versions = "SELECT id, version, sha256, document, state, signatures, added_at FROM agreement ORDER BY id, version";
constexpr store::Sql steps = "SELECT id, version, number, step, state, agency, member, ledger_index, at FROM agreement_change ORDER BY id, version, number";
constexpr store::Sql assessments = "SELECT id, version, kind, reference, approved, owner, ledger_index, member, recorded_at FROM agreement_assessment ORDER BY id, version, kind";

}  // namespace sql

namespace {

std::string reference_of(store::Row const& row) { return fmt::format("{}@{}", row.text(0), row.integer(1)); }
std::string name_of_agreement(std::string const& reference) { return "agreement " + reference; }

struct Step {
  std::int64_t number = 0;
  std::string step;
  std::string state;
  std::string agency;
  std::string member;
  std::uint64_t entry = 0;
  std::string at;
};

struct Version {
  std::string sha256;
  std::string hashed;  ///< SHA-256 of the document as it is stored
  std::string state;
  std::string document;
  std::string signatures;
  std::string added_at;
  std::vector<Step> steps = {};
  [[nodiscard]] bool is_adopted() const { return !steps.empty() && steps.front().step == "adopt"; }
};
using Versions = std::map<std::string, Version>;

Result<Versions> read_versions(store::Connection& connection) {
  Versions all;
  auto read = connection.query(sql::versions, [&](store::Row const& row) {
    all.emplace(reference_of(row), Version{row.string(2), crypto::to_hex(crypto::sha256(row.text(3))), row.string(4), row.string(3), row.string(5), row.string(6)});
  });
  if (!read) return fail(read);
  read = connection.query(sql::steps, [&](store::Row const& row) {
    all[reference_of(row)].steps.push_back(
        {row.integer(2), row.string(3), row.string(4), row.string(5), row.string(6), static_cast<std::uint64_t>(row.integer(7)), row.string(8)});
  });
  if (!read) return fail(read);
  return all;
}

/// The word of an entry for a step of the table.
std::string_view word_of(std::string const& step) { return step == "lift" ? std::string_view{"resume"} : std::string_view{step}; }
bool is_step(ledger::Leaf const& leaf) { return !leaf.fields.empty() && leaf.fields.front() != "stopped" && leaf.fields.front() != "running-again"; }
std::string told(Step const& step) {
  return fmt::format("{}, {}{}{}, for entry {}", step.step, step.state, step.agency.empty() ? "" : ", by ", step.agency, step.entry);
}

/// Where an entry from before names no state: what the step can lead to.
bool may_lead_to(std::string const& step, std::string const& state, std::string const& before, std::size_t activations) {
  if (step == "suspend") return state == "suspended";
  if (step == "end") return state == "ended";
  if (step == "assess") return state == before;
  if (step == "activate") return state == "signed" || (state == "active" && activations > 1);
  if (step == "lift") return state == "suspended" || state == "active" || state == "signed";
  bool const waits = state == "proposed" || state == "signed";
  return before.empty() || before == "proposed" || before == "signed" ? waits : state == before;
}

class Steps {
 public:
  Steps(Comparing& comparing, Versions const& versions) : comparing_{comparing}, versions_{versions} {}

  Result<void> run() {
    for (auto const& [reference, version] : versions_) {
      if (auto done = look_at(reference, version); !done) return done;
    }
    for (auto const& [index, leaf] : comparing_.steps) find_row(index, leaf);
    return hold_signatures();
  }

 private:
  Result<void> look_at(std::string const& reference, Version const& version) {
    auto const name = name_of_agreement(reference);
    if (version.hashed != version.sha256) comparing_.differ(name, std::nullopt, "every entry of it commits to one document", "its document is not the one of its SHA-256");
    auto const last = version.steps.empty() ? std::string{"no step at all"} : version.steps.back().state;
    if (last != version.state) {
      comparing_.differ(name, version.steps.empty() ? std::nullopt : std::optional{version.steps.back().entry}, "its last step leads to: " + last, "its present state is '" + version.state + "'");
    }
    std::string before;
    std::size_t activations = 0;
    for (std::size_t at = 0; at < version.steps.size(); ++at) {
      auto const& step = version.steps[at];
      bool const in_order = step.number == static_cast<std::int64_t>(at) + 1 && (at == 0 || step.entry > version.steps[at - 1].entry || version.steps[at - 1].step == "adopt");
      if (!in_order) comparing_.differ(name, step.entry, "steps are in the order of their entries", told(step) + " is step number " + std::to_string(step.number));
      if (step.step == "activate") ++activations;
      if (auto done = step.step == "adopt" ? adopted(reference, version, step) : cites(reference, version, step, before, activations); !done) return done;
      before = step.state;
    }
    return {};
  }

  Result<void> cites(std::string const& reference, Version const& version, Step const& step, std::string const& before, std::size_t activations) {
    if (step.entry >= comparing_.size) return {};
    auto const name = name_of_agreement(reference);
    auto const found = comparing_.steps.find(step.entry);
    if (found == comparing_.steps.end() || !is_step(found->second)) {
      comparing_.differ(name, step.entry, "no step of an agreement", told(step));
      return {};
    }
    auto const& leaf = found->second;
    bool const same_step = leaf.agreement == reference && leaf.fields.front() == word_of(step.step);
    bool const says_state = step.step != "assess" && leaf.fields.size() > 1;
    bool const same_state = says_state ? leaf.fields[1] == step.state : may_lead_to(step.step, step.state, before, activations);
    bool const same_actor = (step.agency.empty() || leaf.to == step.agency) && acted(comparing_.hub, leaf, step.agency, step.member);
    if (!same_step || !same_state || !same_actor) {
      auto const whose = same_step && same_state ? "; and another member" : "";
      comparing_.differ(name, step.entry, leaf.agreement + ": " + words_of(leaf), told(step) + whose);
    }
    if (!is_time_of(step.at, leaf)) comparing_.differ(name, step.entry, "at " + format_instant(leaf.at), told(step) + ", at " + step.at);
    if (!cited_.insert(step.entry).second) comparing_.differ(name, step.entry, "one step", "two rows for it");
    return step.step == "add" ? same_document(name, version, step.entry, leaf) : Result<void>{};
  }

  Result<void> same_document(std::string const& name, Version const& version, std::uint64_t index, ledger::Leaf const& leaf) {
    std::string committed = leaf.bundle ? crypto::to_hex(*leaf.bundle) : std::string{};
    auto const detail = comparing_.details.of(index, leaf);
    if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
    if (!detail) comparing_.differ(name, index, "commits to what was brought in", "what lies sealed beside it is something else, or gone");
    if (detail && (*detail)["sha256"].is_string()) committed = (*detail)["sha256"].string();
    if (!committed.empty() && committed != version.sha256) comparing_.differ(name, index, "the document of SHA-256 " + committed, "a document of SHA-256 " + version.sha256);
    return {};
  }

  /// Taken over from before steps were written down, with the state it then had.
  Result<void> adopted(std::string const& reference, Version const& version, Step const& step) {
    std::string state;
    auto brought_in = comparing_.steps.end();
    for (auto one = comparing_.steps.begin(); one != comparing_.steps.end(); ++one) {
      auto const& [index, leaf] = *one;
      if (index >= comparing_.written_from || leaf.agreement != reference) continue;
      if (leaf.fields.empty()) brought_in = one;
      auto const word = leaf.fields.empty() ? std::string_view{} : std::string_view{leaf.fields.front()};
      // Brought in again, it stands as it stood.
      if (word.empty() && !state.empty()) continue;
      state = word == "suspend" ? "suspended" : word == "end" ? "ended" : "active";
    }
    if (brought_in != comparing_.steps.end()) {
      if (auto done = same_document(name_of_agreement(reference), version, brought_in->first, brought_in->second); !done) return done;
    }
    bool const plain = step.number == 1 && step.entry == 0 && step.agency.empty() && step.member.empty() && step.at == version.added_at;
    if (plain && state == step.state) return {};
    comparing_.differ(name_of_agreement(reference), std::nullopt, state.empty() ? "nothing of it from before steps were written down" : "it was " + state + " before steps were written down", told(step));
    return {};
  }

  /// Whoever takes a signature away, or puts another in its place, stops an agreement or lets one run that nobody agreed to.
  Result<void> hold_signatures() {
    auto const keys = public_keys(comparing_.connection);
    if (!keys) return fail(keys);
    for (auto const& [reference, version] : versions_) {
      auto const last = std::ranges::find_if(version.steps.rbegin(), version.steps.rend(), [](Step const& step) { return step.step == "add"; });
      if (last != version.steps.rend() && last->entry >= comparing_.size) continue;
      auto const entry = last == version.steps.rend() ? std::nullopt : std::optional{last->entry};
      auto const committed = entry ? committed_signatures(*entry) : Result<std::string>{};
      if (!committed) return fail(committed);
      if (!committed->empty() && *committed != crypto::to_hex(crypto::sha256(version.signatures))) {
        comparing_.differ(name_of_agreement(reference), entry, "the signatures of SHA-256 " + *committed, "other signatures");
      }
      if (committed->empty()) judge_signatures(reference, version, entry, *keys);
    }
    return {};
  }

  /// By the newest entry that brought some; empty where it is from before entries said so, or erased.
  Result<std::string> committed_signatures(std::uint64_t index) {
    auto const found = comparing_.steps.find(index);
    auto const detail = found == comparing_.steps.end() ? Result<Json>{} : comparing_.details.of(index, found->second);
    if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
    return detail ? (*detail)["signatures"].string() : std::string{};
  }

  /// Where nothing says which they were, those of a version that all had signed must still be whole. A key that an agency
  /// has no more tells nothing.
  void judge_signatures(std::string const& reference, Version const& version, std::optional<std::uint64_t> entry, agreements::PublicKeys const& keys) {
    if (version.steps.empty() || version.state == "proposed") return;
    auto const document = Json::parse(version.document);
    auto const loaded = document ? agreements::from_json(*document, "stored agreement") : agreements::Parsed{};
    if (!loaded.agreement) return;  // its document, not its signatures
    auto const sidecar = agreements::read_sidecar(version.signatures);
    if (!sidecar) return comparing_.differ(name_of_agreement(reference), entry, "every party had signed", "its signatures cannot be read");
    for (auto const& finding : agreements::verify(*loaded.agreement, *sidecar, keys, "signatures").findings) {
      auto const is_of_now = [&](agreements::Signature const& one) {
        auto const [first, end] = keys.equal_range(one.agency);
        return std::any_of(first, end, [&](auto const& key) { return agreements::key_id_of(key.second) == one.key_id; });
      };
      bool const by_other_key = finding.code == "no-key" || (finding.code == "wrong-key" && !std::ranges::all_of(sidecar->signatures, is_of_now));
      if (finding.severity == Severity::error && !by_other_key) comparing_.differ(name_of_agreement(reference), entry, "every party had signed", finding.message);
    }
  }

  void find_row(std::uint64_t index, ledger::Leaf const& leaf) {
    bool const is_old = leaf.fields.empty() || index < comparing_.written_from;
    if (index >= comparing_.size || cited_.contains(index) || (!leaf.fields.empty() && !is_step(leaf))) return;
    auto const version = versions_.find(leaf.agreement);
    if (version != versions_.end() && is_old && version->second.is_adopted()) return;
    auto const lacks = version == versions_.end() ? "no such agreement" : "no such step";
    comparing_.differ(name_of_agreement(leaf.agreement), index, words_of(leaf), lacks);
  }

  Comparing& comparing_;
  Versions const& versions_;
  std::set<std::uint64_t> cited_;
};

struct Assessed {
  std::string reference;
  std::string approved;
  std::string owner;
  std::uint64_t entry = 0;
  std::string member;
  std::string at;
};
using Kind = std::pair<std::string, std::string>;  ///< id@version, "dpia" or "eia"

/// By the newest entry of each.
std::map<Kind, std::uint64_t> assessed_in(Comparing const& comparing) {
  std::map<Kind, std::uint64_t> newest;
  for (auto const& [index, leaf] : comparing.steps) {
    if (index < comparing.size && leaf.fields.size() == 2 && leaf.fields.front() == "assess") newest[{leaf.agreement, leaf.fields[1]}] = index;
  }
  return newest;
}

}  // namespace

Result<void> compare_steps(Comparing& comparing) {
  auto const versions = read_versions(comparing.connection);
  if (!versions) return fail(versions);
  for (auto const& [reference, version] : *versions) {
    for (auto const& step : version.steps) {
      if (step.step != "adopt") comparing.written_from = std::min(comparing.written_from, step.entry);
    }
  }
  return Steps{comparing, *versions}.run();
}

Result<void> compare_assessments(Comparing& comparing) {
  std::map<Kind, Assessed> rows;
  auto const read = comparing.connection.query(sql::assessments, [&](store::Row const& row) {
    rows.emplace(Kind{reference_of(row), row.string(2)}, Assessed{row.string(3), row.string(4), row.string(5), static_cast<std::uint64_t>(row.integer(6)), row.string(7), row.string(8)});
  });
  if (!read) return fail(read);
  auto const newest = assessed_in(comparing);
  for (auto const& [kind, index] : newest) {
    if (!rows.contains(kind)) comparing.differ(name_of_agreement(kind.first), index, "assess, " + kind.second, "no such assessment");
  }
  for (auto const& [kind, row] : rows) {
    if (row.entry >= comparing.size) continue;
    auto const name = name_of_agreement(kind.first);
    auto const found = newest.find(kind);
    auto const says = fmt::format("{} {} of {}, owned by {}, for entry {}", kind.second, row.reference, row.approved, row.owner, row.entry);
    if (found == newest.end() || found->second != row.entry) {
      comparing.differ(name, row.entry, found == newest.end() ? "no assessment of that kind" : "the newest is entry " + std::to_string(found->second), says);
      continue;
    }
    auto const& leaf = comparing.steps.at(row.entry);
    if (!is_time_of(row.at, leaf) || !acted(comparing.hub, leaf, leaf.to, row.member)) {
      comparing.differ(name, row.entry, "recorded at " + format_instant(leaf.at), says + ", recorded at " + row.at + ", or by another member");
    }
    auto const detail = comparing.details.of(row.entry, leaf);
    if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
    bool const same = detail && (detail->is_null() || ((*detail)["approved"].string() == row.approved && (*detail)["owner"].string() == row.owner &&
                                                       text::trim((*detail)["reference"].string()) == row.reference));
    if (!same) comparing.differ(name, row.entry, "committed to another assessment", says);
  }
  return {};
}

}  // namespace concordat::hub
