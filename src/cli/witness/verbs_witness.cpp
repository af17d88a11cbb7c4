// SPDX-License-Identifier: Apache-2.0
// Watching other hubs' ledgers: needs no hub, no database and no definitions.
#include <csignal>
#include <cstdio>

#include <fmt/format.h>

#include "base/text.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "cli/witness/open_witness.h"
#include "ledger/witness/witness.h"
#include "serve/witness/witness_service.h"

namespace concordat::cli {
namespace {

constexpr std::chrono::seconds longest_stop{10};

Exit wrong(std::string_view why) {
  fmt::print(stderr, "{}\n", why);
  return Exit::usage;
}

/// "127.0.0.1:8088", "[::1]:8088"
bool take_listen(std::string_view written, serve::WitnessSetup& setup) {
  auto const colon = written.rfind(':');
  if (colon == written.npos) return false;
  auto const port = text::parse_integer(written.substr(colon + 1));
  auto host = written.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!port || *port < 0 || *port > 65'535 || host.empty()) return false;
  setup.address = host;
  setup.port = static_cast<std::uint16_t>(*port);
  return true;
}

/// Of which logs its memory is lost; said before it begins anew.
void warn_of_lost(std::vector<std::string> const& lost) {
  for (auto const& origin : lost) {
    fmt::print(stderr, "What this witness cosigned of {} is lost, and it begins anew: it cannot tell whether that ledger was rewritten meanwhile. Put its folder 'state' back from a copy, or tell the ledger's host.\n",
               visible(origin));
  }
}

/// Of which logs it cosigns nothing because its memory of them is there and says nothing.
void warn_of_unreadable(ledger::Witness const& witness) {
  for (auto const& origin : witness.unreadable()) fmt::print(stderr, "{}\n", words_of_unreadable(witness, origin));
}

/// Of which logs it holds a proof that nobody cleared.
void warn_of_stopped(ledger::Witness const& witness) {
  for (auto const& origin : witness.origins()) {
    if (!witness.stopped(origin)) continue;
    fmt::print(stderr, "TWO HISTORIES of {} were shown, and this witness holds the proof: it cosigns nothing more of it. See 'concordat witness proof' and 'concordat witness clear'.\n",
               visible(origin));
  }
}

void announce(Arguments const& arguments, serve::WitnessService const& service, serve::WitnessSetup const& setup, std::vector<std::string> const& lost) {
  auto const& key = service.witness().key();
  auto const& logs = service.witness().logs();
  auto const six = setup.address.find(':') != std::string::npos;
  auto const url = fmt::format("{}://{}{}{}:{}", setup.tls ? "https" : "http", six ? "[" : "", setup.address, six ? "]" : "", service.port());
  if (arguments.json) {
    Json names{Json::Array{}};
    for (auto const& log : logs) names.push(log.name());
    Json forgotten{Json::Array{}};
    for (auto const& origin : lost) forgotten.push(origin);
    Json unreadable{Json::Array{}};
    for (auto const& origin : service.witness().unreadable()) unreadable.push(origin);
    print_json(Json{}.set("url", url).set("key", key.text()).set("logs", std::move(names)).set("lost", std::move(forgotten)).set("unreadable", std::move(unreadable)));
  } else {
    print(fmt::format("{} listens at {}/add-checkpoint\n", visible(key.name()), url));
    for (auto const& log : logs) print(fmt::format("  watches {}\n", visible(log.name())));
    for (auto const& peer : setup.gossip ? setup.gossip->route.peers : std::vector<std::string>{}) print(fmt::format("  asks {}\n", visible(peer)));
    for (auto const& hub : setup.gossip ? setup.gossip->route.hubs : std::vector<std::string>{}) print(fmt::format("  asks {}\n", visible(hub)));
    print("Stop it with Ctrl-C.\n");
  }
  std::fflush(stdout);
}

}  // namespace

Exit run_witness_key(Arguments const& arguments) {
  SystemChance chance;
  auto const key = ledger::create_witness(arguments.folder, arguments.name, chance);
  if (!key) return complain(arguments, key.error(), arguments.folder);
  if (arguments.json) {
    print_json(Json{}.set("key", key->text()).set("name", key->name()));
  } else {
    print(fmt::format("{}\n", visible(key->text())));
    print("Give this line to the host of each ledger you watch, and take the ledger's own line from it.\n");
  }
  return Exit::ok;
}

Exit run_witness(Arguments const& arguments) {
  if (arguments.folder.empty() || arguments.logs.empty()) return wrong("Name the witness's folder with --folder and the ledgers' keys with --log.");
  serve::WitnessSetup setup;
  if (!take_listen(arguments.listen, setup)) return wrong("--listen is no address and port: write it as 127.0.0.1:8088 or [::1]:8088.");
  if (arguments.certificate.empty() != arguments.tls_key.empty()) return wrong("Name both --certificate and --tls-key, or neither.");
  if (!arguments.certificate.empty()) setup.tls = http::TlsOptions{arguments.certificate, arguments.tls_key};
  auto route = read_route(arguments);
  if (!route) return Exit::usage;
  if (!route->peers.empty() || !route->hubs.empty()) setup.gossip = serve::GossipSetup{.route = std::move(*route), .every = std::chrono::seconds{arguments.every}};
  auto witness = open_witness(arguments);
  if (witness == nullptr) return Exit::failed;
  auto const lost = witness->lost();
  warn_of_lost(lost);
  warn_of_unreadable(*witness);
  warn_of_stopped(*witness);
  if (!arguments.quiet) setup.log = [](std::string_view line) { fmt::print(stderr, "{}\n", line); };
  // Blocked before any thread begins, so that the end is waited for here and nowhere else.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  SystemClock const clock;
  auto const service = serve::WitnessService::start(std::move(witness), setup, clock);
  if (!service) return complain(arguments, service.error());
  announce(arguments, **service, setup, lost);
  int which = 0;
  while (sigwait(&signals, &which) != 0) {
  }
  (void)(*service)->stop(longest_stop);
  return (*service)->witness().stopped() ? Exit::findings : Exit::ok;
}

}  // namespace concordat::cli
