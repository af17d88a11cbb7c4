// SPDX-License-Identifier: Apache-2.0
#include "synth/exports.h"

#include <fmt/format.h>

namespace concordat::synth {

std::string export_path(Export::Name const& name) {
  return fmt::format("exports/{}/{}/{}", name.agency, name.feed, name.file);
}

void note_missing_file(Output& output, Export::Name const& name) {
  output.truth.error(export_path(name), 0, "", "missing-file");
}

Export::Export(Output& output, Name const& name, Month month, Style style)
    : output_{&output},
      file_{std::string{name.agency}, std::string{name.feed}, month, export_path(name)},
      sheet_{output.folder / file_.path, style} {}

void Export::link(Event const* event, bool victims_only) {
  if (event == nullptr) return;
  for (auto const& involved : event->involved) {
    if (victims_only && involved.part != Part::victim) continue;
    output_->truth.link(involved.person, name_of(involved.part), file_.path, sheet_.next_row(),
                        event->number);
  }
}

void Export::data(std::span<std::string const> cells, Event const* event, bool victims_only) {
  link(event, victims_only);
  sheet_.row(cells);
  ++file_.rows;
}

void Export::data_line(std::string_view text, Event const* event, bool victims_only) {
  link(event, victims_only);
  sheet_.line(text);
  ++file_.rows;
}

void Export::error(std::string_view column, std::string_view kind) {
  output_->truth.error(file_.path, sheet_.next_row(), column, kind);
}

Result<void> Export::close() {
  auto const bytes = sheet_.close();
  if (!bytes) return fail(bytes);
  file_.bytes = *bytes;
  auto& summary = output_->summary;
  summary.rows += file_.rows;
  summary.bytes += file_.bytes;
  summary.rows_by_feed[file_.feed] += file_.rows;
  summary.files.push_back(file_);
  return {};
}

}  // namespace concordat::synth
