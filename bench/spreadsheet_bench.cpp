// SPDX-License-Identifier: Apache-2.0
// Workbooks of 100,000 rows and 12 columns, XLSX and ODS, read by the reading process and by GDAL (ogrinfo) in one run.
//
//   spreadsheet_bench READER [rows]   READER: the program concordat-reader. Prints seconds of CPU, rows and peak resident
//                                     memory of each; exit code 1 where a row is missing or the goals (no more CPU than
//                                     GDAL, under 20 MB) are missed. Without gdal-bin there is no peer, and it says so.
// Each reading happens in a process of its own, three times in turn; the best counts for both.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "base/chance.h"
#include "base/text.h"
#include "intake/read/worker.h"
#include "intake/workbook/workbook_test_files.h"

namespace concordat {
namespace {

namespace making = intake::testing;

struct Reading {
  std::uint64_t rows = 0;
  double seconds = 1e9;   ///< of CPU
  double megabytes = 0;  ///< peak resident
};

std::string deflated(std::string_view bytes) {
  z_stream stream = {};
  ::deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  std::string out(::deflateBound(&stream, bytes.size()), '\0');
  std::string in{bytes};
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

void write(std::string const& path, std::vector<making::Part> const& parts) {
  making::Zip zip{deflated};
  for (auto const& part : parts) zip.add(part);
  std::ofstream{path, std::ios::binary} << zip.bytes();
}

constexpr std::array<char const*, 12> headers{"reference", "surname", "forename", "born",      "address", "postcode",
                                              "phone",     "easting", "northing", "happened_at", "weapon",  "note"};

/// One made-up row: three numbers, a date, a date with time, seven texts of which four are the row's own.
struct Made {
  std::array<std::string, 12> cells;
};

Made make(std::uint64_t i, SeededChance& chance) {
  constexpr std::array<char const*, 6> surnames{"Okafor", "O'Neill", "M\xc3\xbcller", "Patel", "Novak", "Le Gr\xc3\xa1nd"};
  constexpr std::array<char const*, 6> forenames{"Zo\xc3\xab", "Amir", "Chloe", "Jakub", "Maryam", "Tom"};
  constexpr std::array<char const*, 5> weapons{"knife", "bottle", "none", "fist", "firearm"};
  auto const n = chance.next();
  return {{fmt::format("CR/{:07}", i), surnames[n % 6], forenames[(n >> 8U) % 6], fmt::format("{}", 32000 + n % 9000),
           fmt::format("{} High Street, Flat {}", n % 400, n % 90), fmt::format("LE{} {}{}B", n % 9 + 1, n % 9, static_cast<char>('A' + n % 20)),
           fmt::format("07700 9{:05}", (n >> 20U) % 100000), fmt::format("{}", 450000 + n % 20000), fmt::format("{}", 300000 + (n >> 9U) % 20000),
           fmt::format("{}", 46000 + static_cast<double>(n % 365000) / 1000), weapons[(n >> 30U) % 5], n % 7 == 0 ? "seen" : ""}};
}

bool is_number_column(std::size_t column) { return column == 3 || (column >= 7 && column <= 9); }

void write_xlsx(std::string const& path, std::uint64_t rows) {
  SeededChance chance{20261126};
  std::string strings;
  std::string cells = "<row r=\"1\">";
  std::uint64_t count = 0;
  std::map<std::string, std::uint64_t> known;
  auto const shared = [&](std::string const& text) {
    auto const [place, fresh] = known.emplace(text, count);
    if (fresh) strings += "<si><t>" + text + "</t></si>", ++count;
    return place->second;
  };
  auto const reference = [](std::size_t column, std::uint64_t row) { return fmt::format("{}{}", static_cast<char>('A' + column), row); };
  for (std::size_t c = 0; c < 12; ++c) cells += fmt::format("<c r=\"{}\" t=\"s\"><v>{}</v></c>", reference(c, 1), shared(headers[c]));
  cells += "</row>";
  for (std::uint64_t i = 1; i <= rows; ++i) {
    auto const made = make(i, chance);
    cells += fmt::format("<row r=\"{}\" spans=\"1:12\">", i + 1);
    for (std::size_t c = 0; c < 12; ++c) {
      if (made.cells[c].empty()) continue;
      cells += is_number_column(c) ? fmt::format("<c r=\"{}\" s=\"{}\"><v>{}</v></c>", reference(c, i + 1), c == 3 ? 1 : (c == 9 ? 2 : 0), made.cells[c])
                                   : fmt::format("<c r=\"{}\" t=\"s\"><v>{}</v></c>", reference(c, i + 1), shared(made.cells[c]));
    }
    cells += "</row>";
  }
  write(path, making::xlsx_parts({.sheets = {{.name = "Data", .rows = cells}}, .strings = strings,
                                  .cell_formats = "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/>"}));
}

void write_ods(std::string const& path, std::uint64_t rows) {
  SeededChance chance{20261126};
  std::string body = making::ods_row({headers.begin(), headers.end()});
  for (std::uint64_t i = 1; i <= rows; ++i) {
    auto const made = make(i, chance);
    body += "<table:table-row>";
    for (std::size_t c = 0; c < 12; ++c) {
      if (made.cells[c].empty()) {
        body += "<table:table-cell/>";
      } else if (is_number_column(c)) {
        body += fmt::format("<table:table-cell office:value-type=\"float\" office:value=\"{0}\"><text:p>{0}</text:p></table:table-cell>", made.cells[c]);
      } else {
        body += making::ods_text(made.cells[c]);
      }
    }
    body += "</table:table-row>";
  }
  write(path, making::ods_parts(making::ods_sheet("Data", body)));
}

Reading read_ours(std::string const& reader, std::string const& path) {
  Reading reading;
  auto file = intake::open_for_reading(path);
  if (!file) return reading;
  auto source = intake::open_in_worker(std::move(*file), {}, {reader});
  if (!source) {
    fmt::print("{}\n", sentence(source.error()));
    return reading;
  }
  for (;;) {
    auto const row = (*source)->next();
    if (!row) fmt::print("{}\n", sentence(row.error()));
    if (!row || !*row) break;
    reading.rows += (*row)->kind == intake::RowKind::data ? 1U : 0U;
  }
  if (auto const used = (*source)->worker_usage()) {
    reading.seconds = used->cpu_seconds;
    reading.megabytes = static_cast<double>(used->peak_bytes) / 1e6;
  }
  return reading;
}

double cpu_of_children() {
  rusage used = {};
  ::getrusage(RUSAGE_CHILDREN, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/// GDAL reads the whole sheet when it opens the file; -so keeps it from printing every row.
Reading read_with_gdal(std::string const& path) {
  Reading reading;
  auto const before = cpu_of_children();
  auto const words = "OGR_XLSX_HEADERS=FORCE OGR_ODS_HEADERS=FORCE /usr/bin/time -f 'peak %M' ogrinfo -ro -al -so '" + path + "' 2>&1";
  std::FILE* const pipe = ::popen(words.c_str(), "r");
  std::array<char, 4096> line = {};
  while (std::fgets(line.data(), line.size(), pipe) != nullptr) {
    std::string_view const text = text::trim(line.data());
    if (text.starts_with("Feature Count: ")) reading.rows = static_cast<std::uint64_t>(text::parse_integer(text.substr(15)).value_or(0));
    if (text.starts_with("peak ")) reading.megabytes = static_cast<double>(text::parse_integer(text.substr(5)).value_or(0)) * 1024 / 1e6;
  }
  ::pclose(pipe);
  reading.seconds = cpu_of_children() - before;
  return reading;
}

Reading best(Reading const& a, Reading const& b) {
  return {b.rows, std::min(a.seconds, b.seconds), std::max(a.megabytes, b.megabytes)};
}

bool compare(std::string const& what, std::string const& reader, std::string const& path, std::uint64_t rows, bool peer) {
  Reading ours;
  Reading theirs;
  for (int turn = 0; turn < 3; ++turn) {
    ours = best(ours, read_ours(reader, path));
    if (peer) theirs = best(theirs, read_with_gdal(path));
  }
  fmt::print("{} ({:.1f} MB): ours {} rows, {:.2f} s of CPU, peak {:.1f} MB", what, static_cast<double>(std::filesystem::file_size(path)) / 1e6,
             ours.rows, ours.seconds, ours.megabytes);
  bool good = ours.rows == rows && ours.megabytes < 20;
  if (peer) {
    fmt::print("; GDAL {} rows, {:.2f} s of CPU, peak {:.1f} MB; ratio {:.2f}", theirs.rows, theirs.seconds, theirs.megabytes,
               theirs.seconds / ours.seconds);
    // Where the peer stops early, its time is for the rows it gave.
    auto const share = std::max(1.0, static_cast<double>(rows) / static_cast<double>(std::max<std::uint64_t>(theirs.rows, 1)));
    good = good && ours.seconds <= theirs.seconds * share;
  }
  fmt::print("{}\n", good ? "" : "  GOAL MISSED");
  return good;
}

}  // namespace
}  // namespace concordat

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "Name the program concordat-reader.\n");
    return 2;
  }
  using namespace concordat;
  auto const rows = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100'000ULL;
  bool const peer = std::system("command -v ogrinfo > /dev/null 2>&1") == 0;
  if (!peer) fmt::print("gdal-bin is not installed: there is no peer to measure against.\n");
  auto const folder = std::filesystem::temp_directory_path() / fmt::format("spreadsheet_bench.{}", ::getpid());
  std::filesystem::create_directory(folder);
  auto const xlsx = (folder / "data.xlsx").string();
  auto const ods = (folder / "data.ods").string();
  write_xlsx(xlsx, rows);
  write_ods(ods, rows);
  bool const good = compare("XLSX", argv[1], xlsx, rows, peer) & compare("ODS", argv[1], ods, rows, peer);
  std::filesystem::remove_all(folder);
  return good ? 0 : 1;
}
