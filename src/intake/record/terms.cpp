// SPDX-License-Identifier: Apache-2.0
#include "intake/record/terms.h"

#include <algorithm>

namespace concordat::intake {
namespace {

void answer_field(FieldTerm const& term, FieldCounts const& counts, std::string const& field, std::vector<TermAnswer>& out) {
  auto const present = counts.present();
  if (term.blank_at_most) {
    out.push_back({field, "term.blank", "Fill this column, or say why it cannot be filled: fewer blanks are agreed.",
                   *term.blank_at_most, counts.total() - present, counts.total()});
  }
  if (term.unusable_at_most) {
    out.push_back({field, "term.unusable", "Correct what cannot be read in this column; the rows set aside and the remarks say where.",
                   *term.unusable_at_most, counts.of(Mark::invalid), present});
  }
  if (term.doubtful_at_most) {
    out.push_back({field, "term.doubtful",
                   "Use the agreed codes or words in this column, or have those that are missing added to its list.",
                   *term.doubtful_at_most, counts.of(Mark::review), present});
  }
}

}  // namespace

std::vector<TermAnswer> answer_terms(Profile const& profile, FeedQuality const& quality, catalogue::Catalogue const& catalogue) {
  std::vector<TermAnswer> out;
  auto const total = quality.total();
  // Lines that are no data, such as totals, are skipped and nobody's fault.
  auto const rows = total.accepted + total.quarantined;
  if (profile.quality.quarantined_at_most) {
    out.push_back({"", "term.quarantined", "Correct the rows that are set aside, in the system they come from, and send them again.",
                   *profile.quality.quarantined_at_most, total.quarantined, rows});
  }
  for (auto const& term : profile.quality.fields) {
    auto const counts_of = [&](FieldIndex field) {
      auto const at = std::find(quality.fields().begin(), quality.fields().end(), catalogue.fields()[field].id);
      return at == quality.fields().end() ? FieldCounts{} : total.fields[static_cast<std::size_t>(at - quality.fields().begin())];
    };
    auto field = term.field;
    auto counts = counts_of(field);
    for (auto other = term.instead.begin(); counts.total() == 0 && other != term.instead.end(); ++other) {
      if (auto const others = counts_of(*other); others.total() != 0) {
        counts = others;
        field = *other;
      }
    }
    if (counts.total() == 0) counts.marks[static_cast<std::size_t>(Mark::missing)] = rows;
    answer_field(term, counts, catalogue.fields()[field].id, out);
  }
  return out;
}

}  // namespace concordat::intake
