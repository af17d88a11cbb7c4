// SPDX-License-Identifier: Apache-2.0
// Linking what is new against an index of what is there: the last 10,000 records of a file added to the others with their groups
// brought up to date, and one record at a time asked for among them.
//
//   live_bench PEOPLE.csv LEARNED.yaml [added=10000]
//
// LEARNED.yaml is what `link-files --train --learned` wrote on the same file. Exit code 1 where adding takes over 0.5 s, or one
// record over 30 us (median) or 200 us (99 %), of one thread. That the index answers as a whole run does is a test (LiveIndex).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "base/file.h"
#include "intake/read/row_source.h"
#include "linkage/grouping.h"
#include "linkage/group/live_groups.h"
#include "linkage/live/live_index.h"
#include "linkage/score.h"

namespace concordat::linkage {
namespace {

using Rows = std::vector<std::vector<std::string>>;

double now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

Rows rows_of(char const* path, Model const& model) {
  Rows rows;
  auto opened = intake::open_for_reading(path);
  if (!opened) return rows;
  auto const source = intake::open_in_process(std::move(*opened), {});
  if (!source) return rows;
  auto const& head = (*source)->head().columns;
  std::vector<std::size_t> places;
  for (auto const& field : model.fields) {
    auto const found = std::ranges::find_first_of(head, field.columns);
    if (found == head.end()) return rows;
    places.push_back(static_cast<std::size_t>(found - head.begin()));
  }
  for (auto row = (*source)->next(); row && *row; row = (*source)->next()) {
    std::vector<std::string> cells;
    for (auto const place : places) cells.emplace_back(place < (*row)->cells.size() ? (*row)->cells[place] : std::string_view{});
    rows.push_back(std::move(cells));
  }
  return rows;
}

std::vector<std::string_view> cells_of(std::vector<std::string> const& row) { return {row.begin(), row.end()}; }

MilliBits milli(Bits weight) { return static_cast<MilliBits>(as_double(weight) * 1000); }

bool run(char const* people, char const* learned, std::size_t added) {
  constexpr std::uint64_t largest_model = std::uint64_t{16} << 20;
  auto const text = read_file(learned, largest_model);
  if (!text) return false;
  auto const model = read_model(*text, learned);
  if (!model || !model->trained()) return false;
  auto const rows = rows_of(people, *model);
  if (rows.size() <= added) return false;
  auto const before = rows.size() - added;
  Loader loader{*model, 1, Loader::For::live};
  for (std::size_t i = 0; i < before; ++i) loader.add(cells_of(rows[i]));
  auto begun = now();
  LiveIndex index{*model, loader.finish(), nullptr};
  LiveGroups groups;
  for (Record record = 0; record < before; ++record) (void)groups.add(record);
  for (Record record = 0; record < before; ++record) {
    for (auto const& match : index.match(record)) {
      if (match.record < record) (void)groups.set_pair(record, match.record, milli(match.weight));
    }
  }
  (void)groups.settle();
  std::printf("%zu records indexed, matched and grouped one by one in %.2f s\n", before, now() - begun);
  std::vector<double> asked;
  std::size_t matches = 0;
  for (auto i = before; i < rows.size(); ++i) {
    begun = now();
    matches += index.match(cells_of(rows[i])).size();
    asked.push_back((now() - begun) * 1e6);
  }
  std::ranges::sort(asked);
  auto const median = asked[asked.size() / 2];
  auto const most = asked[asked.size() * 99 / 100];
  begun = now();
  std::vector<Record> fresh;
  for (auto i = before; i < rows.size(); ++i) fresh.push_back(index.add(cells_of(rows[i])));
  auto const found = index.match_all(fresh, 1);
  for (auto const record : fresh) (void)groups.add(record);
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    for (auto const& match : found[i]) (void)groups.set_pair(fresh[i], match.record, milli(match.weight));
  }
  auto const compared = now() - begun;
  auto const changes = groups.settle();
  auto const spent = now() - begun;
  std::printf("one record: median %.1f us, 99 %% within %.1f us, %zu matches of %zu records\n", median, most, matches, added);
  std::printf("%zu records added: %.3f s, of it groups settled %.3f s; %llu records regrouped\n", added, spent, spent - compared,
              static_cast<unsigned long long>(changes ? changes->regrouped.size() : 0));
  return spent <= 0.5 && median <= 30 && most <= 200;
}

}  // namespace
}  // namespace concordat::linkage

int main(int argc, char** argv) {
  if (argc < 3) return std::puts("live_bench PEOPLE.csv LEARNED.yaml [added]"), EXIT_FAILURE;
  auto const added = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 10'000;
  return concordat::linkage::run(argv[1], argv[2], added) ? EXIT_SUCCESS : EXIT_FAILURE;
}
