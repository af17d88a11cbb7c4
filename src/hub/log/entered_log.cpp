// SPDX-License-Identifier: Apache-2.0
#include "hub/log/entered_log.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "ledger/verify.h"

namespace concordat::hub {
namespace {

struct KindMark {
  Entered kind;
  std::string_view word;  ///< first of its fields
};
constexpr std::array kind_marks{KindMark{Entered::closings, "quarters-closed"},   KindMark{Entered::points, "snap-points"},
                                KindMark{Entered::settings, "protection-setting"}, KindMark{Entered::published, "public-edition"},
                                KindMark{Entered::equality, "equality-report"},   KindMark{Entered::inits, "init"},
                                KindMark{Entered::filters, "filter-settled"}};

/// Before an entry is read in full: of a big ledger nearly every one is about something else.
bool may_be_kept(std::string_view entry) {
  if (entry.find("\"ev\":\"disclose\"") != std::string_view::npos) return true;
  if (entry.find("\"ev\":\"admin\"") == std::string_view::npos) return false;
  return std::ranges::any_of(kind_marks, [&](auto const& mark) { return entry.find(mark.word) != std::string_view::npos; });
}

/// Records are a release as tables are; what else is given depersonalised is an answer to a request.
bool is_of_release(ledger::Leaf const& leaf) {
  if (leaf.verdict != ledger::Verdict::permit || leaf.fields.empty()) return false;
  auto const& first = leaf.fields.front();
  return first == "records" || (leaf.form == "aggregate" && first != "request" && first != "disclosure");
}

std::optional<Entered> kind_of(ledger::Leaf const& leaf) {
  if (leaf.event == ledger::Event::disclose) return is_of_release(leaf) ? std::optional{Entered::released} : std::nullopt;
  if (leaf.event != ledger::Event::admin || leaf.fields.empty()) return std::nullopt;
  auto const mark = std::ranges::find(kind_marks, std::string_view{leaf.fields.front()}, &KindMark::word);
  return mark == kind_marks.end() ? std::nullopt : std::optional{mark->kind};
}

/// What verifying says of a ledger whose entries are not those that were signed.
tl::unexpected<Problem> entries_differ(Hub& hub, std::string_view note, ledger::VerifierKey const& key) {
  auto const report = ledger::verify_log(hub.log().storage(), note, key);
  if (!report) return fail(report);
  Problem problem{Fault::integrity, "ledger.root-differs", "The entries do not make the signed root: history was rewritten.",
                  "What left before and what was settled cannot be told, and nothing leaves. Run 'concordat ledger verify', and restore the database from a backup.", {}};
  if (!report->intact()) {
    problem.code = report->code;
    problem.title = report->title;
  }
  return tl::unexpected<Problem>{std::move(problem)};
}

}  // namespace

EnteredLog& EnteredLog::of(Hub& hub) {
  // By the folder of the keys, of which each ledger has one; another that came to lie there is told by its root.
  thread_local std::map<std::string, EnteredLog> by_folder;
  return by_folder[hub.options().keys.string()];
}

void EnteredLog::take(std::uint64_t index, std::string_view entry) {
  if (!may_be_kept(entry)) return;
  auto leaf = ledger::read_leaf(entry);
  if (!leaf) return;
  if (auto const kind = kind_of(*leaf)) kept_[static_cast<std::size_t>(*kind)].insert_or_assign(index, std::move(*leaf));
}

void EnteredLog::forget_from(std::uint64_t index) {
  for (auto& kept : kept_) kept.erase(kept.lower_bound(index), kept.end());
}

Result<bool> EnteredLog::follow(Hub& hub, ledger::TreeHead const& head, GoOn const& go_on) {
  forget_from(edge_.size());
  if (!goes_on(go_on, edge_.size(), head.size)) return tl::unexpected<Problem>{stopped_work()};
  while (edge_.size() < head.size) {
    auto const bundle = edge_.size() / ledger::tile_width;
    auto const first = bundle * ledger::tile_width;
    auto const width = ledger::width_of(head.size, 0, bundle);
    auto const bytes = hub.log().storage().entries({bundle, width});
    if (!bytes && bytes.error().fault == Fault::not_found) return false;
    if (!bytes) return fail(bytes);
    auto const entries = ledger::decode_bundle(*bytes, width);
    if (!entries) return false;
    for (auto at = edge_.size() - first; at < width; ++at) {
      take(first + at, (*entries)[at]);
      edge_.add(ledger::leaf_hash((*entries)[at]), [](ledger::Tile const&) {});
    }
    if (!goes_on(go_on, edge_.size(), head.size)) return tl::unexpected<Problem>{stopped_work()};
  }
  size_ = edge_.size();
  return edge_.head() == head;
}

Result<void> EnteredLog::read_on(Hub& hub, GoOn const& go_on) {
  auto const size = hub.log().size();
  if (!size) return fail(size);
  if (*size == 0) return {};
  // An entry that no signature covers could be another by now.
  if (auto done = hub.log().sign_pending(); !done) return done;
  if (auto covered = hub.log().check_covered(*size - 1); !covered) return covered;
  auto const note = hub.log().note();
  if (!note) return fail(note);
  auto const key = hub.log().key_of(note->value_or(""));
  if (!key) return fail(key);
  auto const checkpoint = hub.log().open(note->value_or(""));
  if (!checkpoint) return fail(checkpoint);
  bool const anew = edge_.size() > 0;
  auto holds = follow(hub, checkpoint->head, go_on);
  if (holds && !*holds && anew) {
    // the database was restored beneath this hub: what is there now may hold by itself
    *this = {};
    holds = follow(hub, checkpoint->head, go_on);
  }
  if (!holds) return fail(holds);
  if (*holds) return {};
  *this = {};
  return entries_differ(hub, note->value_or(""), *key);
}

Result<void> EnteredLog::read_rest(Hub& hub) {
  forget_from(edge_.size());
  auto const size = hub.log().size();
  if (!size) return fail(size);
  for (auto index = edge_.size(); index < *size; ++index) {
    auto const entry = hub.log().entry(index);
    if (!entry) return fail(entry);
    take(index, *entry);
  }
  size_ = *size;
  return {};
}

}  // namespace concordat::hub
