// SPDX-License-Identifier: Apache-2.0
#include "intake/workbook/ods_workbook.h"

#include <algorithm>

#include "intake/read/table_head.h"
#include "intake/workbook/ods_rows.h"
#include "intake/workbook/xml.h"

namespace concordat::intake {
namespace {

constexpr std::string_view content_part = "content.xml";

/// META-INF/manifest.xml says of each part whether it is encrypted.
struct ManifestEvents final : XmlEvents {
  bool encrypted = false;
  void start(std::string_view name, XmlAttributes const&) override {
    encrypted = encrypted || name == "encryption-data" || name == "encrypted-key";
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

}  // namespace

Result<std::unique_ptr<OdsWorkbook>> OdsWorkbook::open(Archive const& archive, ReadLimits const& limits) {
  constexpr std::string_view manifest = "META-INF/manifest.xml";
  if (archive.holds(manifest)) {
    ManifestEvents events;
    if (auto const read = parse_whole(archive, manifest, events); !read) return fail(read);
    if (events.encrypted) return fail(ReadFault::workbook_encrypted);
  }
  std::unique_ptr<OdsWorkbook> book{new OdsWorkbook{archive, limits}};
  // LibreOffice keeps its macros in Basic/, other languages' in Scripts/; their lists are there even when empty.
  book->macros_ = std::ranges::any_of(archive.names(), [](std::string const& name) {
    return name.starts_with("Scripts/") ||
           (name.starts_with("Basic/") && !name.ends_with("-lc.xml") && !name.ends_with("-lb.xml") && !name.ends_with('/'));
  });
  if (book->look_through(true)) return book;
  if (auto const looked = book->look_through(false); !looked) return fail(looked);
  return book;
}

Result<void> OdsWorkbook::look_through(bool quickly) {
  first_.clear();
  auto entry = archive_.open_entry(content_part);
  if (!entry) return fail(entry);
  OdsRows rows{std::move(*entry), limits_, OdsRows::every_sheet};
  std::size_t bytes = 0;
  for (;;) {
    auto const row = rows.next();
    if (!row) return fail(row);
    first_.resize(rows.sheets().size());
    if (*row == nullptr) break;
    first_.back().push_back(**row);
    bytes += (*row)->text.size() + (*row)->cells.size() * sizeof(SheetCell);
    if (first_.back().size() >= head_sample_rows || bytes > limits_.key_sample_bytes) rows.pass_over_sheet(quickly);
  }
  sheets_ = rows.sheets();
  if (sheets_.empty()) return fail(ReadFault::workbook_damaged);
  return {};
}

Result<std::unique_ptr<SheetRows>> OdsWorkbook::open(std::size_t index) {
  auto entry = archive_.open_entry(content_part);
  if (!entry) return fail(entry);
  return std::make_unique<OdsRows>(std::move(*entry), limits_, index, sheets_[index].name);
}

Result<std::vector<SheetRow>> OdsWorkbook::first_rows(std::size_t index, std::size_t count) {
  auto rows = first_[index];
  if (rows.size() > count) rows.resize(count);
  return rows;
}

}  // namespace concordat::intake
