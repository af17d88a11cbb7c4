// SPDX-License-Identifier: Apache-2.0
#include "cli/linkage/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/clock.h"
#include "base/text.h"
#include "cli/linkage/cells.h"
#include "cli/linkage/same_ids.h"
#include "intake/read/row_source.h"

namespace concordat::cli {
namespace {

constexpr std::size_t people_at_once = 4096;
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

class InputReader {
 public:
  InputReader(linkage::Model const& model, LinkageColumns const& columns, unsigned threads, Findings& findings)
      : model_{model}, columns_{columns}, findings_{findings}, loader_{model, threads} {}

  [[nodiscard]] Result<void> file(std::string const& name) {
    auto opened = intake::open_for_reading(name);
    if (!opened) return fail(opened);
    auto source = intake::open_in_process(std::move(*opened), {});
    if (!source) return fail(source);
    auto const before = findings_.size();
    auto const places = places_in((*source)->head(), name);
    if (findings_.size() > before) return {};
    auto const& headings = (*source)->head().columns;
    FileRows at{.file = name, .column = places.id < headings.size() ? headings[places.id] : std::string{}, .from = input_.ids.size()};
    if (auto const read = rows(**source, places, at); !read) return fail(read);
    at.until = input_.ids.size();
    if (findings_.size() > before) return {};
    auto twice = same_ids(input_.ids, at);
    findings_.insert(findings_.end(), std::make_move_iterator(twice.begin()), std::make_move_iterator(twice.end()));
    return {};
  }

  void second() { loader_.begin_second_file(); }

  LinkageInput finish() {
    number_people();
    input_.table = loader_.finish();
    input_.values_left_out = input_.table.values_left_out;
    for (std::size_t field = 0; field < model_.fields.size(); ++field) {
      if (cells_.unreadable()[field] > 0) input_.unreadable.push_back({model_.fields[field].name, cells_.unreadable()[field]});
    }
    for (std::uint32_t id = 0; id < groups_.size(); ++id) input_.labels.group_names.emplace_back(groups_.text(id));
    return std::move(input_);
  }

 private:
  /// The columns of a field that may have several values, each with those of its days.
  struct Column {
    std::size_t value = nowhere;
    std::size_t from = nowhere;
    std::size_t to = nowhere;
  };
  struct Places {
    std::vector<std::size_t> fields;
    std::vector<std::vector<Column>> several;  ///< by field; empty where it has one value
    std::size_t id = 0;
    std::size_t truth = nowhere;
    std::size_t group = nowhere;
  };

  std::size_t find(intake::TableHead const& head, std::string_view wanted) {
    auto const found = std::ranges::find_if(head.columns, [&](std::string const& heading) { return text::equal_ignoring_case(heading, wanted); });
    return found == head.columns.end() ? nowhere : static_cast<std::size_t>(found - head.columns.begin());
  }

  void complain_of(std::string const& file, std::string code, std::string message, std::string remedy) {
    findings_.push_back({.code = std::move(code), .file = file, .line = 1, .message = std::move(message), .remedy = std::move(remedy)});
  }

  std::size_t need(intake::TableHead const& head, std::string const& heading, std::string const& file) {
    auto const at = find(head, heading);
    if (at == nowhere) {
      complain_of(file, "linkage.no-column", fmt::format("there is no column '{}'", heading), "Name a heading of the file.");
    }
    return at;
  }

  std::vector<Column> columns_of(intake::TableHead const& head, linkage::Field const& field, std::string const& file) {
    std::vector<Column> found;
    for (std::size_t i = 0; field.several && i < field.columns.size(); ++i) {
      Column column;
      column.value = find(head, field.columns[i]);
      if (column.value == nowhere) continue;
      if (names_what_describes(head.columns[column.value])) complain_of_description(head.columns[column.value], file);
      if (!field.from.empty()) column.from = need(head, field.from[i], file);
      if (!field.to.empty()) column.to = need(head, field.to[i], file);
      found.push_back(column);
    }
    return found;
  }

  void complain_of_description(std::string const& heading, std::string const& file) {
    complain_of(file, "linkage.not-allowed", fmt::format("the column '{}' describes people: it is never compared", heading), "Take the field out of the model.");
  }

  Places places_in(intake::TableHead const& head, std::string const& file) {
    Places places;
    for (auto const& field : model_.fields) {
      places.several.push_back(columns_of(head, field, file));
      auto at = nowhere;
      for (auto const& heading : field.columns) {
        if (at == nowhere) at = find(head, heading);
      }
      if (at == nowhere && field.optional) {
        input_.absent.push_back({file, field.name});
      } else if (at == nowhere) {
        complain_of(file, "linkage.no-column", fmt::format("no column is called {}", text::join(field.columns, " or ")),
                    fmt::format("Give the field '{}' of the model the heading it has in the file; where the file has no such thing, mark the field optional: true.", field.name));
      } else if (!field.several && names_what_describes(head.columns[at])) {
        complain_of_description(head.columns[at], file);
      }
      places.fields.push_back(at);
    }
    if (!columns_.id.empty()) places.id = need(head, columns_.id, file);
    if (!columns_.truth.empty()) places.truth = need(head, columns_.truth, file);
    if (!columns_.by_group.empty()) places.group = need(head, columns_.by_group, file);
    return places;
  }

  [[nodiscard]] Result<void> rows(intake::RowSource& source, Places const& places, FileRows& read) {
    std::vector<std::string_view> cells(model_.fields.size());
    for (;;) {
      auto const row = source.next();
      if (!row) return fail(row);
      if (!*row) return {};
      if ((*row)->kind != intake::RowKind::data) {
        ++input_.rows_left_out;
        continue;
      }
      auto const cell = [&](std::size_t at) { return at < (*row)->cells.size() ? text::trim((*row)->cells[at]) : std::string_view{}; };
      for (std::size_t field = 0; field < cells.size(); ++field) {
        cells[field] = places.several[field].empty() ? one_value(field, cell(places.fields[field])) : values_of(field, places.several[field], cell);
      }
      if (too_long_) {
        complain_of_length(read.file, (*row)->row);
        return {};
      }
      cells_.names(cells);
      loader_.add(cells);
      read.add(input_.ids.size(), (*row)->row);
      input_.ids.add(cell(places.id));
      if (places.truth != nowhere) know(cell(places.truth));
      if (places.group != nowhere) input_.labels.group.push_back(groups_.add(cell(places.group)));
    }
  }

  std::string_view one_value(std::size_t field, std::string_view cell) {
    if (cell.size() > longest_value && !too_long_) too_long_ = field;
    return cells_.value(field, cell);
  }

  void complain_of_length(std::string const& file, std::uint64_t row) {
    findings_.push_back({.code = "linkage.too-long", .file = file, .line = static_cast<std::uint32_t>(row),
                         .message = fmt::format("the value of '{}' in this row has more than {} bytes", model_.fields[*too_long_].name, longest_value),
                         .remedy = "Look for a quotation mark that is not closed; shorten the value or empty the cell."});
  }

  /// All values of one field of a row, as the loader takes them. A separator tells values and their days apart alike.
  template <class Cell>
  std::string_view values_of(std::size_t field, std::vector<Column> const& columns, Cell const& cell) {
    auto const& separator = model_.fields[field].separator;
    auto& joined = joined_[field];
    joined.clear();
    auto const parts = [&](std::size_t at) { return at == nowhere ? std::vector<std::string_view>{} : separator.empty() ? std::vector{cell(at)} : split(cell(at), separator); };
    for (auto const& column : columns) {
      auto const values = parts(column.value);
      auto const from = parts(column.from);
      auto const to = parts(column.to);
      auto const nth = [](std::vector<std::string_view> const& days, std::size_t i) { return i < days.size() ? days[i] : std::string_view{}; };
      for (std::size_t i = 0; i < values.size(); ++i) linkage::append_value(joined, one_value(field, values[i]), nth(from, i), nth(to, i));
    }
    return joined;
  }

  static std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
    std::vector<std::string_view> parts;
    for (auto at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
      parts.push_back(text::trim(text.substr(0, at)));
      text = text.substr(at + separator.size());
    }
    parts.push_back(text::trim(text));
    return parts;
  }

  /// Many at a time: most people are new, and memory is what numbering them waits for.
  void know(std::string_view person) {
    truths_.add(person);
    if (truths_.size() == people_at_once) number_people();
  }
  void number_people() {
    std::vector<std::string_view> people;
    for (std::size_t i = 0; i < truths_.size(); ++i) people.push_back(truths_[i]);
    auto& known = input_.labels.person;
    auto const before = known.size();
    known.resize(before + people.size());
    people_.add_all(people, known.data() + before, 1);
    truths_ = {};
  }

  linkage::Model const& model_;
  LinkageColumns const& columns_;
  Findings& findings_;
  linkage::Loader loader_;
  linkage::Dictionary people_;
  std::vector<std::string> joined_ = std::vector<std::string>(model_.fields.size());  ///< by field
  CellReader cells_{model_, SystemClock{}.today()};
  std::optional<std::size_t> too_long_;  ///< field of a value that is
  TextList truths_;  ///< people who have no number yet
  linkage::Dictionary groups_;
  LinkageInput input_;
};

}  // namespace

tl::expected<std::optional<LinkageInput>, FileProblem> read_linkage_input(std::vector<std::string> const& files, linkage::Model const& model,
                                                                          LinkageColumns const& columns, unsigned threads, Findings& findings) {
  InputReader reader{model, columns, threads, findings};
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i == 1) reader.second();
    if (auto const read = reader.file(files[i]); !read) return tl::unexpected{FileProblem{read.error(), files[i]}};
  }
  if (!findings.empty()) return std::optional<LinkageInput>{};
  return std::optional{reader.finish()};
}

}  // namespace concordat::cli
