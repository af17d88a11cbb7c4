// SPDX-License-Identifier: Apache-2.0
#include "sheet_out/book.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "sheet_out/limits.h"

namespace concordat::sheet_out {
namespace {

constexpr double narrowest = 12;
constexpr double widest = 48;
constexpr std::size_t longest_hint = 255;
constexpr char const* lists_sheet = "Lists";

/// A C string that the library only reads.
std::string_view at_most(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;  // never inside a character
  return text.substr(0, bytes);
}

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

tl::unexpected<Problem> cannot_write() {
  return fail(Fault::exhausted, "sheet.cannot-write", "The workbook could not be written.",
              "Free space in the folder for temporary files, and ask again.");
}

Result<void> check_row(std::uint32_t before, std::span<std::string const> cells) {
  if (before > most_rows) {
    return fail(Fault::too_large, "sheet.too-many-rows", "There are more rows than a workbook can hold: 1,048,575.",
                "Take the CSV file instead.");
  }
  if (std::ranges::any_of(cells, [](auto const& cell) { return characters_of(cell) > longest_cell; })) {
    return fail(Fault::too_large, "sheet.cell-too-long", "A cell is longer than a workbook can hold: 32,767 characters.",
                "Take the CSV file instead.");
  }
  return {};
}

struct Book::State {
  int file = -1;  ///< in memory, without a name
  lxw_workbook* book = nullptr;
  lxw_worksheet* sheet = nullptr;
  lxw_format* text = nullptr;
  lxw_format* heading = nullptr;
  lxw_format* ours = nullptr;
  lxw_row_t next = 0;
  std::vector<std::vector<std::string>> lists;  ///< of the drop-downs, written last

  State() = default;
  State(State const&) = delete;
  State& operator=(State const&) = delete;
  ~State() {
    if (book != nullptr) (void)workbook_close(book);
    if (file >= 0) ::close(file);
  }
  bool begin(Instant at);
  void make_formats();
  void drop_down(lxw_col_t column, Column const& about);
  bool write(lxw_col_t column, std::string const& cell, lxw_format* format) const;
  bool write_lists();
};

bool Book::State::begin(Instant at) {
  file = ::memfd_create("workbook", MFD_CLOEXEC);
  if (file < 0) return false;
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  book = workbook_new_opt(fmt::format("/proc/self/fd/{}", file).c_str(), &options);
  if (book == nullptr) return false;
  lxw_doc_properties about{};
  about.created = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(at));
  make_formats();
  return workbook_set_properties(book, &about) == LXW_NO_ERROR;
}

void Book::State::make_formats() {
  text = workbook_add_format(book);
  heading = workbook_add_format(book);
  ours = workbook_add_format(book);
  for (auto* format : {text, heading, ours}) format_set_num_format(format, "@");
  for (auto* format : {heading, ours}) {
    format_set_bold(format);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
  }
  format_set_bg_color(ours, 0xFFF2CC);
}

void Book::State::drop_down(lxw_col_t column, Column const& about) {
  lxw_data_validation rule{};
  auto hint = std::string{at_most(about.hint, longest_hint)};
  if (!hint.empty()) rule.input_message = hint.data();
  std::string range;
  if (about.choices.empty()) {
    if (hint.empty()) return;
    rule.validate = LXW_VALIDATION_TYPE_ANY;
  } else {
    char name[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(name, static_cast<lxw_col_t>(lists.size()), LXW_FALSE);
    range = fmt::format("={}!${}$2:${}${}", lists_sheet, name, name, about.choices.size() + 1);
    rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    rule.value_formula = range.data();
    rule.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
    std::vector<std::string> list{about.heading};
    list.insert(list.end(), about.choices.begin(), about.choices.end());
    lists.push_back(std::move(list));
  }
  (void)worksheet_data_validation_range(sheet, 1, column, LXW_ROW_MAX - 1, column, &rule);
}

bool Book::State::write(lxw_col_t column, std::string const& cell, lxw_format* format) const {
  return worksheet_write_string(sheet, next, column, cell.c_str(), format) == LXW_NO_ERROR;
}

bool Book::State::write_lists() {
  if (lists.empty()) return true;
  sheet = workbook_add_worksheet(book, lists_sheet);
  if (sheet == nullptr) return false;
  std::size_t longest = 0;
  for (auto const& list : lists) longest = std::max(longest, list.size());
  bool good = true;
  for (next = 0; next < longest; ++next) {
    for (std::size_t column = 0; column < lists.size(); ++column) {
      if (next < lists[column].size()) good = write(static_cast<lxw_col_t>(column), lists[column][next], next == 0 ? heading : text) && good;
    }
  }
  return good;
}

Book::Book(std::unique_ptr<State> state) : state_{std::move(state)} {}
Book::Book(Book&&) noexcept = default;
Book& Book::operator=(Book&&) noexcept = default;
Book::~Book() = default;

Result<Book> Book::begin(Instant at) {
  auto state = std::make_unique<State>();
  if (!state->begin(at)) return cannot_write();
  return Book{std::move(state)};
}

Result<void> Book::sheet(std::string const& name, std::vector<Column> const& columns) {
  auto& state = *state_;
  state.sheet = workbook_add_worksheet(state.book, name.c_str());
  if (state.sheet == nullptr) return cannot_write();
  state.next = 0;
  worksheet_freeze_panes(state.sheet, 1, 0);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto const column = static_cast<lxw_col_t>(i);
    auto const width = std::clamp(static_cast<double>(characters_of(columns[i].heading)) + 2, narrowest, widest);
    (void)worksheet_set_column(state.sheet, column, column, width, state.text);
    if (!state.write(column, columns[i].heading, columns[i].ours ? state.ours : state.heading)) return cannot_write();
    state.drop_down(column, columns[i]);
  }
  state.next = 1;
  return {};
}

Result<void> Book::row(std::span<std::string const> cells) {
  auto& state = *state_;
  if (auto fits = check_row(state.next, cells); !fits) return fits;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    if (!state.write(static_cast<lxw_col_t>(i), cells[i], state.text)) return cannot_write();
  }
  ++state.next;
  return {};
}

Result<std::string> Book::finish() && {
  auto& state = *state_;
  bool good = state.write_lists();
  good = workbook_close(std::exchange(state.book, nullptr)) == LXW_NO_ERROR && good;
  auto const size = good ? ::lseek(state.file, 0, SEEK_END) : -1;
  if (size <= 0) return cannot_write();
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    auto const got = ::pread(state.file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return cannot_write();
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace concordat::sheet_out
