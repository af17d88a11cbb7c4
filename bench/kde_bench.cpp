// SPDX-License-Identifier: Apache-2.0
// Exact Gaussian density of points on 500 x 500 cells of 40 m, bandwidth 300 m: ours, and in the same run R's
// MASS::kde2d (the exact peer; package r-cran-mass) on the same points and cells.
//
//   kde_bench [peer points]      default 100,000; kde2d needs about 2 GB per 100,000 points
// Exit code 1 where the surfaces differ by over 1e-9 of the peak, ours is less than 20 times as fast as the
// peer, or a million points take 0.7 s or 150 MB. Ours is one thread's CPU time, the best of three.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/chance.h"
#include "peer_numbers.h"
#include "places/density.h"

namespace concordat::places {
namespace {

using bench::read_numbers;
using bench::write_numbers;

struct Points {
  std::vector<double> x, y;
  std::vector<Origin> origin;
  [[nodiscard]] ReportedEvents reported() const {
    return ReportedEvents::admit({.x = x, .y = y, .origin = origin}).value();
  }
};

/// Half spread evenly, half in forty crowds, as incidents are.
Points points(std::size_t count) {
  SeededChance chance{7};
  Points out;
  out.origin.assign(count, Origin::reported);
  for (std::size_t i = 0; i < count; ++i) {
    double x = chance.unit() * 20'000;
    double y = chance.unit() * 20'000;
    if (i % 2 == 0) {
      double const crowd = static_cast<double>(chance.below(40));
      x = std::fmod(crowd * 7919, 19'000) + 500 + (chance.unit() + chance.unit() - 1) * 400;
      y = std::fmod(crowd * 5077, 19'000) + 500 + (chance.unit() + chance.unit() - 1) * 400;
    }
    out.x.push_back(x);
    out.y.push_back(y);
  }
  return out;
}

Grid grid() {
  return Grid::over({0, 0, 19'999, 19'999}, 40).value();
}

struct Ours {
  double seconds = 1e9;
  std::vector<double> surface;
};

Ours ours(Points const& sample, int rounds) {
  Ours best;
  auto const events = sample.reported();
  for (int round = 0; round < rounds; ++round) {
    std::clock_t const start = std::clock();
    auto surface = gaussian_density(events, grid(), {.bandwidth = 300});
    best.seconds = std::min(best.seconds, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    best.surface = std::move(surface.value().per_square_metre);
  }
  return best;
}

// kde2d's h is four standard deviations; its result is a mean, so it is multiplied by the number of points.
// The time is that of the call alone, without starting R or reading the points, and of clock and CPU the
// smaller: its arithmetic library may use several threads.
constexpr char const* peer_script = R"(
suppressMessages(library(MASS))
folder <- commandArgs(TRUE)[1]
count <- as.integer(commandArgs(TRUE)[2])
x <- readBin(file.path(folder, "x"), "double", count)
y <- readBin(file.path(folder, "y"), "double", count)
spent <- system.time(k <- kde2d(x, y, h = c(1200, 1200), n = 500, lims = c(20, 19980, 20, 19980)))
writeBin(as.double(k$z) * count, file.path(folder, "z"))
cat("peer's arithmetic library:", extSoftVersion()[["BLAS"]], "\n")
writeBin(min(spent[["elapsed"]], spent[["user.self"]] + spent[["sys.self"]]), file.path(folder, "seconds"))
)";

/// True where the peer is missing, or agrees and is at least twenty times slower.
bool against_peer(std::size_t count) {
  std::string name = (std::filesystem::temp_directory_path() / "kde_bench_XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) return false;
  std::filesystem::path const folder{name};
  auto const sample = points(count);
  write_numbers(folder / "x", sample.x);
  write_numbers(folder / "y", sample.y);
  std::ofstream{folder / "peer.R"} << peer_script;
  std::string const command = "Rscript --vanilla '" + (folder / "peer.R").string() + "' '" + folder.string() +
                              "' " + std::to_string(count) + " 2> '" + (folder / "messages").string() + "'";
  int const status = std::system(command.c_str());
  auto const surface = read_numbers(folder / "z");
  auto const seconds = read_numbers(folder / "seconds");
  std::filesystem::remove_all(folder);
  if (status != 0 || surface.size() != grid().cells() || seconds.empty()) {
    std::printf("peer skipped: R with MASS (r-cran-mass) is not installed, or memory ran out\n");
    return true;
  }
  auto const mine = ours(sample, 3);
  double error = 0;
  for (std::size_t i = 0; i < surface.size(); ++i)
    error = std::max(error, std::abs(surface[i] - mine.surface[i]));
  error /= *std::ranges::max_element(surface);
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  double const ratio = seconds.front() / mine.seconds;
  std::printf(
      "%zu points: ours %.3f s, MASS::kde2d %.2f s and %ld MB: %.0f times; largest difference %.1e of the "
      "peak\n",
      count, mine.seconds, seconds.front(), usage.ru_maxrss / 1024, ratio, error);
  return ratio >= 20 && error <= 1e-9;
}

}  // namespace
}  // namespace concordat::places

int main(int argument_count, char** arguments) {
  using namespace concordat::places;
  double million = 0;
  for (std::size_t const count : {10'000UL, 100'000UL, 1'000'000UL}) {
    million = ours(points(count), 3).seconds;
    std::printf("%zu points: ours %.3f s\n", count, million);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  long const megabytes = usage.ru_maxrss / 1024;
  std::printf("peak memory of ours, points included: %ld MB\n", megabytes);
  std::fflush(stdout);
  bool const fast = million < 0.7 && megabytes < 150;
  bool const agreed = against_peer(argument_count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 100'000);
  return fast && agreed ? 0 : 1;
}
