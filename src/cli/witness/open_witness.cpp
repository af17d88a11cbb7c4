// SPDX-License-Identifier: Apache-2.0
#include "cli/witness/open_witness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/file.h"
#include "base/text.h"
#include "base/visible.h"
#include "cli/office.h"

namespace concordat::cli {
namespace {

constexpr std::size_t most_others = 64;

bool is_address(std::string_view url) { return (url.starts_with("http://") || url.starts_with("https://")) && url.size() < 1024; }

/// Before the host, as in https://name:password@police.example.
bool has_a_password(std::string_view url) {
  auto const host = url.substr(std::min(url.size(), url.find("://") + 3));
  return host.substr(0, host.find_first_of("/?#")).find('@') != std::string_view::npos;
}

}  // namespace

std::optional<std::vector<ledger::VerifierKey>> read_logs(Arguments const& arguments) {
  std::vector<ledger::VerifierKey> logs;
  for (auto const& file : arguments.logs) {
    auto const line = read_file(file, 4096);
    auto key = line ? ledger::VerifierKey::parse(text::trim(*line)) : Result<ledger::VerifierKey>{fail(line)};
    if (!key) {
      (void)complain(arguments, key.error(), file);
      return std::nullopt;
    }
    logs.push_back(std::move(*key));
  }
  return logs;
}

std::unique_ptr<ledger::Witness> open_witness(Arguments const& arguments) {
  auto logs = read_logs(arguments);
  if (!logs) return nullptr;
  auto witness = ledger::Witness::open(arguments.folder, std::move(*logs));
  if (witness) return std::move(*witness);
  (void)complain(arguments, witness.error(), arguments.folder);
  return nullptr;
}

std::string words_of_unreadable(ledger::Witness const& witness, std::string const& origin) {
  auto const file = witness.folder() / "state" / ledger::name_of_log(origin);
  return fmt::format("What was cosigned of {} cannot be read, or no key given with --log signed it: nothing of it is cosigned. Give the key that the ledger had before with --log as "
                     "well, or put {} back from a copy; only where there is none, remove that file: then it begins anew, and says so.",
                     visible(origin), visible(file.string()));
}

std::optional<ledger::GossipRoute> read_route(Arguments const& arguments) {
  for (auto const* all : {&arguments.peers, &arguments.hubs}) {
    if (std::any_of(all->begin(), all->end(), has_a_password)) {
      // Not repeated: whoever reads the terminal need not read it too.
      fmt::print(stderr, "An address of --peer or --hub has a name or password before the host. Leave it out, as https://police.example:8088: witnesses answer anybody, "
                         "and what stands on a command line can be read by everybody on the machine. Change that password.\n");
      return std::nullopt;
    }
    if (all->size() <= most_others && std::all_of(all->begin(), all->end(), is_address)) continue;
    fmt::print(stderr, "--peer and --hub take at most {} addresses each, as https://police.example:8088.\n", most_others);
    return std::nullopt;
  }
  return ledger::GossipRoute{arguments.peers, arguments.hubs, {}};
}

}  // namespace concordat::cli
