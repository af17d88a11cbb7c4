// SPDX-License-Identifier: Apache-2.0
// Drives a fuzz target without libFuzzer, so that every build exercises it: its seeds as they are, then a
// fixed number of mutations made from a fixed seed. The same input on every machine; a failure names its
// number.
//
//   csv_fuzz SEEDS [ROUNDS=5000]    ends with "N passed, N failed"; a crash prints which input it was
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/chance.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace {

constexpr std::size_t longest_input = 4096;
/// What parsers trip over: quotes, line ends, marks of encodings, ends of structures, edges of numbers.
constexpr std::array<std::string_view, 24> fragments = {"\"",       "\"\"",
                                                        "\n",       "\r\n",
                                                        "\r",       ",",
                                                        "\t",       "\xef\xbb\xbf",
                                                        "\xff\xfe", std::string_view{"\0", 1},
                                                        "\x80",     "{",
                                                        "}",        "[",
                                                        "]",        ":",
                                                        "\\u0000",  "\\ud800",
                                                        "1e999",    "9223372036854775808",
                                                        "-0",       "#",
                                                        "- ",       "\xc3\xa9"};

/// What the crash handler prints; written before every run.
std::array<char, 256> current{};

extern "C" void say_which(int signal_number) {
  auto const length =
      static_cast<std::size_t>(std::find(current.begin(), current.end(), '\0') - current.begin());
  // write, since nothing else may be called from here
  if (::write(STDERR_FILENO, current.data(), length) < 0) ::_exit(2);
  ::signal(signal_number, SIG_DFL);
  ::raise(signal_number);
}

void run(std::string const& input, std::string const& seed, unsigned long round) {
  std::snprintf(current.data(), current.size(), "crashed on %.150s, round %lu\n", seed.c_str(), round);
  // A copy of exactly this size, so that a read past the end is past an allocation.
  std::vector<std::uint8_t> const bytes(input.begin(), input.end());
  static_cast<void>(LLVMFuzzerTestOneInput(bytes.data(), bytes.size()));
}

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : chance_{seed} {}

  std::string mutate(std::string input, std::string const& other) {
    for (auto steps = 1 + chance_.below(4); steps > 0; --steps) step(input, other);
    if (input.size() > longest_input) input.resize(longest_input);
    return input;
  }

 private:
  std::size_t place(std::string const& text) { return chance_.below(text.size() + 1); }

  void step(std::string& input, std::string const& other) {
    auto const at = place(input);
    auto const length = std::min<std::size_t>(chance_.below(16), input.size() - at);
    switch (chance_.below(7)) {
      case 0:
        input.insert(at, fragments[chance_.below(fragments.size())]);
        break;
      case 1:
        input.erase(at, length);
        break;
      case 2:
        input.insert(at, input.substr(at, length));
        break;
      case 3:
        input.resize(at);
        break;
      case 4: {
        auto const from = place(other);
        input.replace(at, length, other, from, chance_.below(64));
        break;
      }
      case 5:
        if (at < input.size()) input[at] = static_cast<char>(chance_.below(256));
        break;
      default:
        if (at < input.size())
          input[at] = static_cast<char>(static_cast<unsigned char>(input[at]) ^ (1U << chance_.below(8)));
    }
  }

  concordat::SeededChance chance_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("Name the folder of seeds.\n", stderr);
    return 2;
  }
  std::vector<std::pair<std::string, std::string>> seeds;
  for (auto const& entry : std::filesystem::directory_iterator{argv[1]}) {
    if (!entry.is_regular_file() || entry.path().extension() == ".dict") continue;
    std::ifstream file{entry.path(), std::ios::binary};
    seeds.emplace_back(entry.path().filename().string(),
                       std::string{std::istreambuf_iterator<char>{file}, {}});
  }
  if (seeds.empty()) {
    std::fputs("There are no seeds in this folder: add a small one.\n0 passed, 1 failed\n", stderr);
    return 1;
  }
  std::sort(seeds.begin(), seeds.end());
  for (int const fatal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) ::signal(fatal, say_which);

  run("", "nothing at all", 0);
  for (auto const& [name, bytes] : seeds) run(bytes, name, 0);
  auto const rounds = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 5000UL;
  Mutator mutator{20'261'121};
  for (unsigned long round = 1; round <= rounds; ++round) {
    auto const& [name, bytes] = seeds[round % seeds.size()];
    run(mutator.mutate(bytes, seeds[(round / seeds.size()) % seeds.size()].second), name, round);
  }
  std::printf("%lu passed, 0 failed\n", static_cast<unsigned long>(seeds.size()) + 1 + rounds);
  return 0;
}
