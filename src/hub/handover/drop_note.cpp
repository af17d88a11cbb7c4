// SPDX-License-Identifier: Apache-2.0
#include "hub/handover/drop_note.h"

#include <fmt/format.h>

#include "base/visible.h"

namespace concordat::hub {
namespace {

std::string of_tally(Tally const& tally) {
  auto out = fmt::format("{} rows read: {} taken in, {} set aside, {} skipped.\nSubmission {}", tally.read, tally.accepted, tally.quarantined,
                         tally.skipped, tally.submission);
  out += tally.seen_before ? ".\n" : fmt::format(", entry {} of the ledger.\n", tally.ledger_index);
  if (!tally.codes.empty()) out += "\nWhat was set aside or could not be used, and what helps:\n";
  for (auto const& [code, count] : tally.codes) out += fmt::format("  {} x {}: {}\n", count, code, tally.remedies.at(code));
  for (auto const& header : tally.unmapped) out += fmt::format("Column '{}' maps to nothing and was not kept.\n", visible(header));
  return out;
}

}  // namespace

std::string drop_note(DroppedFile const& file, Feed const& feed, Instant at) {
  auto out = fmt::format("{}\nFeed: {} ({})\nLooked at: {}\n\n", visible(file.name), visible(feed.title), feed.id, format_instant(at));
  if (file.fate == DropFate::seen_before) out += "The very same file came before; nothing was changed.\n";
  if (file.fate == DropFate::taken_in) out += "Taken in.\n";
  if (file.tally) return out + of_tally(*file.tally);
  out += "Not taken in; nothing of it was kept.\n";
  if (file.problem) out += fmt::format("{} {} [{}]\n", file.problem->title.view(), file.problem->remedy.view(), file.problem->code.view());
  for (auto const& finding : file.findings) out += "  " + visible(sentence(finding)) + "\n";
  return out + "\nCorrect it and put it into the folder above this one again.\n";
}

}  // namespace concordat::hub
