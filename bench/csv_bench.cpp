// SPDX-License-Identifier: Apache-2.0
// CSV reading against libcsv on one made-up file of 1,000,000 rows and 12 columns, in one run.
//
//   csv_bench [rows]      prints seconds of CPU, MB/s, peak resident memory and the ratio; exit code 1 where
//   the readers
//                         disagree or the goals (3 times libcsv, under 20 MB) are missed
// Each reading happens in a process of its own, three times in turn; the best counts for both.
#include <csv.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "base/chance.h"
#include "base/text.h"
#include "intake/read/row_source.h"

namespace concordat {
namespace {

struct Counts {
  std::uint64_t rows = 0;
  std::uint64_t cells = 0;
  std::uint64_t bytes = 0;
  bool operator==(Counts const&) const = default;
};

struct Reading {
  Counts counts;
  double seconds = 1e9;
  double megabytes = 0;  ///< peak resident
};

/// Names with accents, quoted addresses with commas and doubled quotes, dates, numbers, empty cells; CR LF.
void write_file(std::string const& path, std::uint64_t rows) {
  SeededChance chance{20261121};
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) std::exit(2);
  std::fputs("id,surname,forename,born,address,postcode,phone,longitude,latitude,seen,code,note\r\n", file);
  std::array<char const*, 6> const surnames{"Okafor", "O'Neill", "M\xc3\xbcller",
                                            "Patel",  "Novak",   "Le Gr\xc3\xa1nd"};
  std::array<char const*, 6> const forenames{"Zo\xc3\xab", "Amir", "Chloe", "Jakub", "Maryam", "Tom"};
  std::string line;
  for (std::uint64_t i = 1; i <= rows; ++i) {
    auto const n = chance.next();
    line = fmt::format("{},{},{},{:02}/{:02}/{},", i, surnames[n % 6], forenames[(n >> 8) % 6], n % 28 + 1,
                       (n >> 12) % 12 + 1, 1990 + (n >> 16) % 20);
    line += fmt::format("\"{} High Street, Flat {}\",LE{} {}AB,07700 9{:05},", n % 200, n % 9, n % 9 + 1,
                        n % 9, (n >> 20) % 100000);
    line += fmt::format("-1.{:06},52.{:06},2026-{:02}-{:02},", (n >> 24) % 1000000, (n >> 28) % 1000000,
                        (n >> 30) % 12 + 1, (n >> 34) % 28 + 1);
    line += n % 16 == 0 ? fmt::format("{},\"said \"\"no\"\"\"\r\n", n % 97) : fmt::format("{},\r\n", n % 97);
    std::fwrite(line.data(), 1, line.size(), file);
  }
  std::fclose(file);
}

Counts read_with_libcsv(std::string const& path) {
  Counts counts;
  struct csv_parser parser;
  csv_init(&parser, CSV_STRICT);
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  std::string buffer(std::size_t{256} << 10U, '\0');
  auto const cell = [](void*, std::size_t size, void* out) {
    auto& into = *static_cast<Counts*>(out);
    ++into.cells;
    into.bytes += size;
  };
  auto const row = [](int, void* out) { ++static_cast<Counts*>(out)->rows; };
  while (auto const size = std::fread(buffer.data(), 1, buffer.size(), file)) {
    csv_parse(&parser, buffer.data(), size, cell, row, &counts);
  }
  csv_fini(&parser, cell, row, &counts);
  csv_free(&parser);
  std::fclose(file);
  return counts;
}

Counts read_with_ours(std::string const& path) {
  Counts counts;
  auto file = intake::open_for_reading(path);
  auto source = intake::open_in_process(std::move(*file), {});
  // libcsv does not know a header: count it here too.
  counts.rows = 1;
  counts.cells = (*source)->head().columns.size();
  for (auto const& column : (*source)->head().columns) counts.bytes += column.size();
  for (;;) {
    auto const row = (*source)->next();
    if (!row || !*row) break;
    ++counts.rows;
    counts.cells += (*row)->cells.size();
    for (auto const cell : (*row)->cells) counts.bytes += cell.size();
  }
  return counts;
}

template <class Read>
void measure(Reading& best, std::string const& path, Read read) {
  std::array<int, 2> ends = {};
  if (::pipe(ends.data()) != 0) std::exit(2);
  auto const child = ::fork();
  if (child == 0) {
    auto const counts = read(path);
    bool const sent = ::write(ends[1], &counts, sizeof counts) == sizeof counts;
    ::_exit(sent ? 0 : 1);
  }
  Counts counts;
  if (::read(ends[0], &counts, sizeof counts) != sizeof counts) std::exit(2);
  ::close(ends[0]);
  ::close(ends[1]);
  struct rusage used = {};
  ::wait4(child, nullptr, 0, &used);
  auto const seconds = [](timeval time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  best.counts = counts;
  best.seconds = std::min(best.seconds, seconds(used.ru_utime) + seconds(used.ru_stime));
  best.megabytes = std::max(best.megabytes, static_cast<double>(used.ru_maxrss) / 1024);
}

int run(std::uint64_t rows) {
  auto const path =
      (std::filesystem::temp_directory_path() / fmt::format("csv_bench.{}.csv", ::getpid())).string();
  write_file(path, rows);
  Reading theirs;
  Reading ours;
  for (int turn = 0; turn < 3; ++turn) {
    measure(theirs, path, read_with_libcsv);
    measure(ours, path, read_with_ours);
  }
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  std::fseek(file, 0, SEEK_END);
  auto const megabytes = static_cast<double>(std::ftell(file)) / 1e6;
  std::fclose(file);
  std::remove(path.c_str());
  auto const ratio = theirs.seconds / ours.seconds;
  for (auto const& [name, reading] : {std::pair{"libcsv", theirs}, std::pair{"concordat", ours}}) {
    fmt::print("{:<10} {:>9} rows {:>10} cells  {:.3f} s CPU  {:>5.0f} MB/s  peak {:.1f} MB\n", name,
               reading.counts.rows, reading.counts.cells, reading.seconds, megabytes / reading.seconds,
               reading.megabytes);
  }
  bool const agree = theirs.counts == ours.counts;
  fmt::print("{:.0f} MB, ratio {:.1f}{}\n", megabytes, ratio, agree ? "" : ", BUT THE READERS DISAGREE");
  return agree && ratio >= 3 && ours.megabytes < 20 ? 0 : 1;
}

}  // namespace
}  // namespace concordat

int main(int argc, char** argv) {
  auto const rows = argc > 1 ? concordat::text::parse_integer(argv[1]) : std::optional<std::int64_t>{1000000};
  if (!rows || *rows < 1) return 2;
  return concordat::run(static_cast<std::uint64_t>(*rows));
}
