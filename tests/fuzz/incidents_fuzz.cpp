// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file of incidents, of published points and of residents: read, or refused with a remedy; and what is released of the
// rows that were read keeps what the rules promise of any rows.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/protection/incident_files.h"
#include "reading.h"
#include "protection/recipient/release_records.h"

namespace {

using namespace concordat;

constexpr std::size_t most_rows = 60;  // the search for steps takes longer than the reading

void must(bool holds) {
  if (!holds) std::abort();
}
template <class T>
bool read(cli::Tried<T> const& tried) {
  if (tried) return true;
  must(!tried.error().problem.code.view().empty() && !tried.error().problem.remedy.view().empty());
  return false;
}

/// Of the records that leave as many look alike as were asked for.
void keeps_its_word(protection::RecordRelease const& release, protection::RecordDemand const& demand) {
  must(release.records.size() == release.rows.size());
  std::map<std::vector<std::string>, std::size_t> alike;
  for (std::size_t i = 0; i < release.records.size(); ++i) {
    auto const& record = release.records[i];
    std::vector<std::string> key(record.begin(), record.end() - 2);
    key.push_back(std::to_string(release.part_of[i]));
    ++alike[key];
  }
  for (auto const& [key, many] : alike) must(many >= demand.k);
  if (release.attacked) must(release.attacked->holds());
}

/// A file that is right is read, or nothing here would be tried.
bool reads_at_all() {
  auto const file = fuzz::file_of("place_kind,incident_time,la\npublic,2026-01-03,E09\n");
  return cli::read_incidents("/proc/self/fd/" + std::to_string(file.get()), "id", "").has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace protection;
  static bool const reads = reads_at_all();
  must(reads);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the fuzzer's bytes are text to us
  auto const file = fuzz::file_of({reinterpret_cast<char const*>(data), size});
  auto const path = "/proc/self/fd/" + std::to_string(file.get());
  read(cli::read_residents(path));
  auto const points = cli::read_points(path);
  read(points);
  auto const incidents = cli::read_incidents(path, "id", "note");
  if (!read(incidents)) return 0;
  must(incidents->ids.empty() || incidents->ids.size() == incidents->rows.size());
  auto const held = cli::read_held(path, "id", *incidents);
  must(held.has_value() && held->held.size() == incidents->rows.size());
  if (incidents->rows.size() > most_rows) return 0;
  RecordDemand const demand{.k = 3, .l = 1};
  auto const made_up = made_up_incidents(incidents->rows);
  for (auto const holds : {RecipientHolds::no_named_incidents, RecipientHolds::named_incidents}) {
    bool const named = holds == RecipientHolds::named_incidents;
    auto const release = release_records(holds, incidents->rows, nullptr, demand, named ? std::optional{std::span<NamedIncident const>{made_up}} : std::nullopt, true);
    if (release) keeps_its_word(*release, demand);
    else must(!release.error().remedy.view().empty());
  }
  return 0;
}
