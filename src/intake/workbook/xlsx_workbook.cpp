// SPDX-License-Identifier: Apache-2.0
#include "intake/workbook/xlsx_workbook.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "intake/read/protocol.h"
#include "intake/workbook/xlsx_rows.h"
#include "intake/workbook/xml.h"

namespace concordat::intake {
namespace {

constexpr std::size_t most_styles = 100'000;
/// People merge cells in sheets they make by hand; what programs export is longer, and is not read twice for it.
constexpr std::uint64_t most_bytes_with_merges = std::uint64_t{4} << 20;

/// _rels/*.rels: what parts a part points to. What lies outside the workbook is passed over.
struct Relations final : XmlEvents {
  struct One {
    std::string id;
    std::string kind;  ///< last step of its type: "worksheet"
    std::string target;
  };
  std::vector<One> all;

  void start(std::string_view name, XmlAttributes const& attributes) override {
    if (name != "Relationship" || attributes.get("TargetMode") == "External") return;
    auto const type = attributes.get("Type");
    all.push_back({std::string{attributes.get("Id")}, std::string{type.substr(type.rfind('/') + 1)},
                   std::string{attributes.get("Target")}});
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

  [[nodiscard]] std::string target_of_kind(std::string_view kind) const {
    auto const found = std::ranges::find(all, kind, &One::kind);
    return found == all.end() ? std::string{} : found->target;
  }
};

/// Where a target lies in the archive: "/xl/x.xml" from its root, "x.xml" and "../x.xml" from `folder`.
std::string resolve(std::string_view folder, std::string_view target) {
  if (target.empty()) return {};
  if (target.starts_with('/')) return std::string{target.substr(1)};
  std::vector<std::string> steps;
  auto const walk = [&](std::string_view path) {
    for (auto const step : text::split(path, '/')) {
      if (step.empty() || step == ".") continue;
      if (step != "..") {
        steps.emplace_back(step);
      } else if (!steps.empty()) {
        steps.pop_back();
      }
    }
  };
  walk(folder);
  walk(target);
  return text::join(steps, "/");
}

std::string folder_of(std::string_view part) {
  auto const slash = part.rfind('/');
  return std::string{slash == std::string_view::npos ? std::string_view{} : part.substr(0, slash)};
}

std::string relations_of(std::string_view part) {
  auto const folder = folder_of(part);
  auto const name = part.substr(folder.empty() ? 0 : folder.size() + 1);
  return (folder.empty() ? std::string{} : folder + "/") + "_rels/" + std::string{name} + ".rels";
}

/// [Content_Types].xml: what the main part says it is.
struct ContentTypes final : XmlEvents {
  bool macros_declared = false;
  bool binary = false;

  void start(std::string_view name, XmlAttributes const& attributes) override {
    if (name != "Override" && name != "Default") return;
    auto const type = text::ascii_lower(attributes.get("ContentType"));
    macros_declared = macros_declared || (type.find("macroenabled") != std::string::npos && type.find(".main+xml") != std::string::npos);
    binary = binary || type.find("sheet.binary") != std::string::npos;
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

struct BookEvents final : XmlEvents {
  struct Sheet {
    SheetFact fact;
    std::string relation;
  };
  std::vector<Sheet> sheets;
  bool since_1904 = false;

  void start(std::string_view name, XmlAttributes const& attributes) override {
    if (name == "workbookPr") {
      auto const said = attributes.get("date1904");
      since_1904 = said == "1" || said == "true" || said == "on";
    }
    if (name != "sheet" || sheets.size() > most_sheets) return;
    auto const state = attributes.get("state");
    sheets.push_back({{std::string{attributes.get("name")}, state == "hidden" || state == "veryHidden", false},
                      std::string{attributes.get("id")}});
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

/// styles.xml: numFmts give codes, cellXfs say which cells have which.
struct StyleEvents final : XmlEvents {
  std::map<std::uint32_t, NumberKind> own;
  std::vector<NumberKind> cells;
  bool in_cells = false;

  void start(std::string_view name, XmlAttributes const& attributes) override {
    if (name == "cellXfs") in_cells = true;
    auto const id = text::parse_integer(attributes.get("numFmtId"));
    auto const number = id && *id >= 0 && *id < (1 << 24) ? static_cast<std::uint32_t>(*id) : 0U;
    if (name == "numFmt" && own.size() < most_styles) own[number] = kind_of_format(attributes.get("formatCode"));
    if (name != "xf" || !in_cells || cells.size() >= most_styles) return;
    auto const found = own.find(number);
    cells.push_back(found == own.end() ? kind_of_builtin_format(number) : found->second);
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") in_cells = false;
  }
  void text(std::string_view) override {}
};

std::string shortened(std::string name) {
  if (name.size() <= longest_sheet_name) return name;
  auto size = longest_sheet_name;
  while (size > 0 && (static_cast<unsigned char>(name[size]) & 0xc0U) == 0x80) --size;
  return name.substr(0, size);
}

}  // namespace

Result<std::unique_ptr<XlsxWorkbook>> XlsxWorkbook::open(Archive const& archive, ReadLimits const& limits) {
  std::unique_ptr<XlsxWorkbook> book{new XlsxWorkbook{archive, limits}};
  if (auto const read = book->read_parts(); !read) return fail(read);
  return book;
}

Result<void> XlsxWorkbook::read_parts() {
  ContentTypes types;
  if (auto const read = parse_whole(archive_, "[Content_Types].xml", types); !read) return fail(read);
  if (types.binary || archive_.holds("xl/workbook.bin")) return fail(ReadFault::workbook_binary);
  macros_ = types.macros_declared;
  bool const carries = std::ranges::any_of(archive_.names(), [](std::string const& name) {
    return text::ascii_lower(name).find("vbaproject") != std::string::npos;
  });
  // A spreadsheet program refuses such a file too: whoever made it hid something.
  if (carries && !macros_) return fail(ReadFault::workbook_hidden_macros);

  Relations top;
  if (auto const read = parse_whole(archive_, "_rels/.rels", top); !read) return fail(read);
  auto const main = resolve("", top.target_of_kind("officeDocument"));
  BookEvents book;
  if (auto const read = parse_whole(archive_, main, book); !read) return fail(read);
  if (book.sheets.size() > most_sheets) return fail(ReadFault::workbook_sheets);
  if (book.sheets.empty()) return fail(ReadFault::workbook_damaged);
  since_1904_ = book.since_1904;
  Relations relations;
  if (auto const read = parse_whole(archive_, relations_of(main), relations); !read) return fail(read);
  auto const folder = folder_of(main);
  for (auto& sheet : book.sheets) {
    auto const found = std::ranges::find(relations.all, sheet.relation, &Relations::One::id);
    // A sheet that holds nothing but a chart, or an old dialogue, has no cells.
    bool const cells = found != relations.all.end() && found->kind == "worksheet";
    parts_.push_back(cells ? resolve(folder, found->target) : std::string{});
    sheet.fact.name = shortened(std::move(sheet.fact.name));
    sheets_.push_back(std::move(sheet.fact));
  }
  if (auto const styles = resolve(folder, relations.target_of_kind("styles")); !styles.empty() && archive_.holds(styles)) {
    StyleEvents events;
    if (auto const read = parse_whole(archive_, styles, events); !read) return fail(read);
    styles_ = std::move(events.cells);
  }
  auto strings = SharedStrings::read(archive_, resolve(folder, relations.target_of_kind("sharedStrings")), limits_.field_bytes);
  if (!strings) return fail(strings);
  strings_ = std::move(*strings);
  return {};
}

Result<std::unique_ptr<SheetRows>> XlsxWorkbook::open(std::size_t index) {
  if (parts_[index].empty()) return fail(ReadFault::workbook_no_table, {.sheet = static_cast<std::uint32_t>(index + 1)});
  auto entry = archive_.open_entry(parts_[index]);
  if (!entry) return fail(entry);
  MergedCells merged;
  if ((*entry)->size() <= most_bytes_with_merges) {
    auto read = read_merged_cells(archive_, parts_[index]);
    if (!read) return fail(read);
    merged = std::move(*read);
  }
  return std::make_unique<XlsxRows>(*this, std::move(*entry), static_cast<std::uint32_t>(index + 1), std::move(merged));
}

Result<std::vector<SheetRow>> XlsxWorkbook::first_rows(std::size_t index, std::size_t count) {
  std::vector<SheetRow> found;
  if (parts_[index].empty()) return found;
  auto const rows = open(index);
  if (!rows) return fail(rows);
  std::size_t bytes = 0;
  while (found.size() < count && bytes < limits_.key_sample_bytes) {
    auto const row = (*rows)->next();
    if (!row) return fail(row);
    if (*row == nullptr) break;
    bytes += (*row)->text.size() + (*row)->cells.size() * sizeof(SheetCell);
    found.push_back(**row);
  }
  return found;
}

}  // namespace concordat::intake
