// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <initializer_list>
#include <memory>

#include <fmt/format.h>

#include "base/file.h"
#include "cli/linkage/output.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 20;

/// Writes beside the target and renames at the end: nobody reads half a file.
class OutFile {
 public:
  explicit OutFile(std::string path) : path_{std::move(path)} {
    text_.reserve(buffer_bytes + 4096);
    std::error_code ignored;
    auto const there = std::filesystem::status(path_, ignored);
    // A file would take the place of a device, a pipe or a folder.
    if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)) {
      error_ = EISDIR;
      return;
    }
    std::filesystem::remove(path_ + ".part", ignored);  // left by a kill, or a link that leads elsewhere
    file_ = std::fopen((path_ + ".part").c_str(), "wbx");
    if (file_ == nullptr) error_ = errno;
  }
  ~OutFile() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    std::filesystem::remove(path_ + ".part");
  }
  OutFile(OutFile const&) = delete;
  OutFile& operator=(OutFile const&) = delete;

  std::string& text() {
    if (text_.size() >= buffer_bytes) flush();
    return text_;
  }
  [[nodiscard]] Result<void> finish() {
    flush();
    if (file_ != nullptr && std::fclose(file_) != 0 && error_ == 0) error_ = errno;
    file_ = nullptr;
    if (error_ == 0 && std::rename((path_ + ".part").c_str(), path_.c_str()) != 0) error_ = errno;
    if (error_ != 0) {
      std::error_code ignored;
      std::filesystem::remove(path_ + ".part", ignored);
      return tl::unexpected{file_problem(error_)};
    }
    return {};
  }

 private:
  void flush() {
    if (file_ != nullptr && error_ == 0 && std::fwrite(text_.data(), 1, text_.size(), file_) != text_.size()) error_ = errno;
    text_.clear();
  }

  std::string path_;
  std::FILE* file_ = nullptr;
  int error_ = 0;
  std::string text_;
};

/// The cell of each level's name, with the comma before it: the same few for millions of pairs.
std::vector<std::vector<std::string>> level_cells(linkage::Model const& model) {
  std::vector<std::vector<std::string>> cells;
  for (auto const& comparison : model.comparisons) {
    auto& own = cells.emplace_back();
    for (auto const& level : comparison.levels) render::append_csv_cell(own.emplace_back(","), level.name);
  }
  return cells;
}

/// Lines of pairs, each with its levels.
class PairLines {
 public:
  PairLines(std::string const& path, linkage::Linker const& linker, TextList const& ids, std::string_view weights)
      : file_{path}, linker_{linker}, ids_{ids}, levels_{level_cells(linker.model())}, scratch_{linker.comparer().scratch()} {
    file_.text() += "left,right";
    file_.text() += weights;
    for (auto const& comparison : linker.model().comparisons) {
      file_.text() += ',';
      render::append_csv_cell(file_.text(), comparison.name);
    }
    file_.text() += '\n';
  }

  void add(linkage::Record left, linkage::Record right, std::initializer_list<linkage::Bits> weights) {
    auto& out = file_.text();
    render::append_csv_cell(out, ids_[left]);
    out += ',';
    render::append_csv_cell(out, ids_[right]);
    for (auto const weight : weights) fmt::format_to(std::back_inserter(out), ",{:.3f},{:.6f}", linkage::as_double(weight), linkage::probability_of(weight));
    auto const& table = linker_.table();
    auto const pattern = linker_.comparer().compare(table.at(left), table.at(right), scratch_);
    for (std::size_t c = 0; c < levels_.size(); ++c) out += levels_[c][linkage::level_of(pattern, c)];
    out += '\n';
  }

  [[nodiscard]] Result<void> finish() { return file_.finish(); }

 private:
  OutFile file_;
  linkage::Linker const& linker_;
  TextList const& ids_;
  std::vector<std::vector<std::string>> levels_;
  linkage::Comparer::Scratch scratch_;
};

}  // namespace

Result<void> write_pairs(std::string const& path, linkage::Linker const& linker, std::vector<linkage::Edge> const& edges, TextList const& ids) {
  PairLines lines{path, linker, ids, ",weight,probability"};
  for (auto const& edge : edges) lines.add(edge.left, edge.right, {edge.weight});
  return lines.finish();
}

Result<void> write_settled_pairs(std::string const& path, linkage::Linker const& linker, std::vector<linkage::SettledPair> const& pairs, TextList const& ids) {
  PairLines lines{path, linker, ids, ",weight,probability,settled,settled_probability"};
  for (auto const& pair : pairs) lines.add(pair.left, pair.right, {pair.own, pair.settled});
  return lines.finish();
}

Result<void> write_groups(std::string const& path, std::vector<linkage::Record> const& group, TextList const& ids, std::size_t first_file) {
  OutFile file{path};
  bool const two = first_file < group.size();
  file.text() += two ? "file,record,group\n" : "record,group\n";
  std::vector<std::uint32_t> numbers(group.size(), 0);
  std::uint32_t last = 0;
  for (std::size_t record = 0; record < group.size(); ++record) {
    auto& number = numbers[group[record]];
    if (number == 0) number = ++last;
    auto& out = file.text();
    if (two) out += record < first_file ? "1," : "2,";
    render::append_csv_cell(out, ids[record]);
    fmt::format_to(std::back_inserter(out), ",{}\n", number);
  }
  return file.finish();
}

}  // namespace concordat::cli
