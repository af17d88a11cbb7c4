// SPDX-License-Identifier: Apache-2.0
#include "cli/transparency/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/file.h"
#include "transparency/facts/facts.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_definition = std::uint64_t{4} << 20;

tl::unexpected<FileTrouble> with_findings(Findings findings) {
  Problem const problem{Fault::malformed, "transparency.notes", "A transparency note, or the linkage model that it tells of, has errors.", "Mend what is told below; nothing was written.", {}};
  return tl::unexpected{FileTrouble{{}, problem, std::move(findings)}};
}

/// Everything that the program knows of itself.
Tried<std::vector<transparency::Fact>> all_facts(fs::path const& definitions) {
  auto const model_file = definitions / "linkage" / "hub.yaml";
  auto const nicknames_file = definitions / "linkage" / "nicknames.yaml";
  auto const model = read_file(model_file, largest_definition);
  if (!model) return tl::unexpected{FileTrouble{model_file.string(), model.error()}};
  auto const nicknames = read_file(nicknames_file, largest_definition);
  if (!nicknames) return tl::unexpected{FileTrouble{nicknames_file.string(), nicknames.error()}};
  auto const common_file = definitions / "linkage" / "common_names.yaml";
  auto const common = read_file(common_file, largest_definition);
  if (!common) return tl::unexpected{FileTrouble{common_file.string(), common.error()}};
  auto facts = transparency::linkage_facts(*model, *nicknames + *common, model_file.string());
  if (!facts) return with_findings(std::move(facts.error()));
  std::ranges::move(transparency::method_facts(), std::back_inserter(*facts));
  return std::move(*facts);
}

std::vector<fs::path> note_files(fs::path const& definitions) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at{definitions / "transparency", error}, end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".yaml") files.push_back(at->path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

Tried<std::vector<transparency::Note>> load_records(fs::path const& definitions) {
  auto const facts = all_facts(definitions);
  if (!facts) return stopped(facts);
  std::vector<transparency::Note> notes;
  Findings findings;
  for (auto const& file : note_files(definitions)) {
    auto const text = read_file(file, largest_definition);
    if (!text) return tl::unexpected{FileTrouble{file.string(), text.error()}};
    auto note = transparency::read_note(*text, file.string(), *facts);
    if (!note) {
      std::ranges::move(note.error(), std::back_inserter(findings));
    } else if (note->name != file.stem().string()) {
      findings.push_back({Severity::error, "transparency.name", file.string(), 0, 0, fmt::format("the note '{}' does not have its file's name.", note->name), "Name the file after the note, or the note after the file."});
    } else {
      notes.push_back(std::move(*note));
    }
  }
  if (!findings.empty()) return with_findings(std::move(findings));
  if (notes.empty()) {
    Problem const none{Fault::missing, "transparency.none", "There are no transparency notes.", "Name the folder of definitions that came with the program by --definitions.", {}};
    return tl::unexpected{FileTrouble{(definitions / "transparency").string(), none}};
  }
  return notes;
}

}  // namespace concordat::cli
