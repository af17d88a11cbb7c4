// SPDX-License-Identifier: Apache-2.0
// What witnesses tell each other, by hand; and what a witness holds against a log.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/file.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "cli/witness/open_witness.h"
#include "ledger/witness/cosignature.h"
#include "ledger/witness/pasted.h"
#include "serve/witness/ask_peers.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_notes = 1000;

std::string words_of(ledger::Heard const& heard) {
  auto const entries = fmt::format("{} entries", heard.size);
  switch (heard.standing) {
    case ledger::Standing::same: return "saw the same " + entries;
    case ledger::Standing::behind: return "saw " + entries + ", an earlier state of the same history";
    case ledger::Standing::ahead: return "saw " + entries + ", a later state of the same history";
    case ledger::Standing::nothing: return "saw nothing";
    case ledger::Standing::no_answer: return "gives no answer";
    case ledger::Standing::nonsense: return "shows nothing that a known ledger's key signed";
    case ledger::Standing::not_comparable: return "saw " + entries + ", NOT COMPARABLE: nobody could show that it is the same history";
    case ledger::Standing::split_view: return "shows ANOTHER HISTORY";
  }
  return {};
}

Json to_json(std::vector<ledger::Heard> const& all) {
  Json list{Json::Array{}};
  for (auto const& one : all) {
    list.push(Json{}.set("from", one.from).set("log", one.origin).set("standing", ledger::name_of(one.standing)).set("size", one.size).set("since", format_instant(one.since)).set("at", format_instant(one.at)).set("worrying", ledger::is_worrying(one)));
  }
  return list;
}

void print_heard(std::vector<ledger::Heard> const& all) {
  for (auto const& one : all) {
    print(fmt::format("  {:<32} {}{}, since {}\n", visible(one.from), one.origin.empty() ? std::string{} : visible(one.origin) + ": ", words_of(one), format_instant(one.since)));
  }
}

Json to_json(ledger::KeptProof const& proof) {
  Json json;
  json.set("id", proof.id).set("log", proof.proven.origin).set("smaller", proof.proven.smaller.size).set("larger", proof.proven.larger.size);
  json.set("found", proof.found).set("proof", ledger::write_split_view(proof.split));
  if (proof.cleared) json.set("cleared", *proof.cleared);
  return json;
}

Json to_json(std::vector<ledger::KeptProof> const& proofs) {
  Json list{Json::Array{}};
  for (auto const& proof : proofs) list.push(to_json(proof));
  return list;
}

void print_proofs(std::vector<ledger::KeptProof> const& proofs) {
  for (auto const& proof : proofs) {
    print(fmt::format("PROOF OF TWO HISTORIES of {}: its key signed {} entries and {} that do not go together. Found {}.\n", visible(proof.proven.origin),
                      proof.proven.smaller.size, proof.proven.larger.size, visible(proof.found)));
    if (proof.cleared) print(fmt::format("  Cleared {}\n", visible(*proof.cleared)));
    else print("  Nothing of it is cosigned until a person clears it: concordat witness clear. Show the proof to every partner: concordat witness proof.\n");
  }
}

Json to_json(std::vector<std::string> const& origins) {
  Json list{Json::Array{}};
  for (auto const& origin : origins) list.push(origin);
  return list;
}

Json to_json(std::vector<ledger::UnprovenEvidence> const& unproven) {
  Json list{Json::Array{}};
  for (auto const& one : unproven) list.push(Json{}.set("log", one.origin).set("id", one.id));
  return list;
}

void print_unproven(std::vector<ledger::UnprovenEvidence> const& unproven) {
  for (auto const& one : unproven) {
    print(fmt::format("EVIDENCE THAT CANNOT BE CHECKED with these keys: {} {}. Nothing of that ledger is cosigned. Give the key that the ledger had before with --log as well, or clear it with a reason.\n",
                      visible(one.origin), one.id));
  }
}

Exit verdict(ledger::Witness const& witness, std::vector<ledger::Heard> const& heard) {
  bool const worrying = std::any_of(heard.begin(), heard.end(), [](auto const& one) { return ledger::is_worrying(one); });
  return witness.stopped() || worrying ? Exit::findings : Exit::ok;
}

/// Files, and those of folders in the order of their names; nothing where a complaint was printed.
std::optional<std::vector<ledger::PassedOn>> read_notes(Arguments const& arguments) {
  std::vector<fs::path> files;
  for (auto const& named : arguments.notes) {
    std::error_code error;
    if (!fs::is_directory(named, error)) {
      files.emplace_back(named);
      continue;
    }
    auto const first = static_cast<std::ptrdiff_t>(files.size());
    for (fs::directory_iterator at{named, error}, end; !error && at != end; at.increment(error)) {
      if (at->is_regular_file(error)) files.push_back(at->path());
    }
    std::sort(files.begin() + first, files.end());
  }
  if (files.size() > most_notes) {
    fmt::print(stderr, "--notes names {} files; {} at most are read in one round.\n", files.size(), most_notes);
    return std::nullopt;
  }
  std::vector<ledger::PassedOn> notes;
  for (auto const& file : files) {
    auto text = read_file(file, ledger::largest_pasted);
    bool const named = std::find(arguments.notes.begin(), arguments.notes.end(), file.string()) != arguments.notes.end();
    // Whoever can put a file among the mails must not be able to stop the round.
    if (!text && !named) text = std::string{};
    if (!text) {
      (void)complain(arguments, text.error(), file.string());
      return std::nullopt;
    }
    notes.push_back({file.filename().string(), std::move(*text)});
  }
  return notes;
}

Json seen_by(ledger::Witness const& witness, std::string const& origin) {
  Json json;
  json.set("log", origin).set("stopped", witness.stopped(origin));
  auto const last = witness.last(origin);
  auto const note = last ? ledger::parse_note(last->note) : Result<ledger::SignedNote>{ledger::SignedNote{}};
  if (!last || !note) return json;
  json.set("size", last->head.size).set("checkpoint", last->note);
  if (auto const cosigned = ledger::find_cosignature(*note, witness.key())) json.set("cosigned", format_instant(cosigned->at));
  return json;
}

Exit check_file(Arguments const& arguments) {
  auto const& file = arguments.files.front();
  auto const logs = read_logs(arguments);
  if (!logs) return Exit::failed;
  auto const text = read_file(file, ledger::largest_split_view);
  if (!text) return complain(arguments, text.error(), file);
  auto const split = ledger::parse_split_view(*text);
  if (!split) return complain(arguments, split.error(), file);
  auto const proven = ledger::check_split_view(*split, *logs);
  if (!proven) return complain(arguments, proven.error(), file);
  if (arguments.json) {
    print_json(Json{}.set("proven", true).set("log", proven->origin).set("smaller", proven->smaller.size).set("larger", proven->larger.size).set("id", ledger::id_of(*split)));
  } else {
    print(fmt::format("It holds: the key of {} signed {} entries and {} that do not go together. Two histories were shown.\n", visible(proven->origin), proven->smaller.size,
                      proven->larger.size));
  }
  return Exit::findings;
}

}  // namespace

Exit run_witness_gossip(Arguments const& arguments) {
  auto route = read_route(arguments);
  if (!route) return Exit::usage;
  auto notes = read_notes(arguments);
  if (!notes) return Exit::failed;
  route->notes = std::move(*notes);
  if (route->peers.empty() && route->hubs.empty() && arguments.notes.empty()) {
    fmt::print(stderr, "Name whom to ask with --peer or --hub, or what came by mail with --notes.\n");
    return Exit::usage;
  }
  auto const witness = open_witness(arguments);
  if (witness == nullptr) return Exit::failed;
  auto const now = SystemClock{}.now();
  auto const report = ledger::gossip(*witness, *route, serve::ask_peers_over_http(), now);
  auto const held = witness->evidence();
  if (arguments.json) {
    Json found{Json::Array{}};
    for (auto const& id : report.found) found.push(id);
    print_json(Json{}.set("heard", to_json(report.heard)).set("found", std::move(found)).set("stopped", witness->stopped()).set("proofs", to_json(held.proofs)).set("unproven", to_json(held.unproven)));
  } else {
    print_heard(report.heard);
    print_proofs(held.proofs);
    print_unproven(held.unproven);
  }
  // A proof that was found and could not be written down is a finding all the same.
  for (auto const& problem : report.unkept) (void)complain(arguments, problem, arguments.folder);
  return report.unkept.empty() ? verdict(*witness, report.heard) : Exit::findings;
}

Exit run_witness_status(Arguments const& arguments) {
  auto const witness = open_witness(arguments);
  if (witness == nullptr) return Exit::failed;
  auto const heard = ledger::recall_gossip(arguments.folder);
  auto const held = witness->evidence();
  Json logs{Json::Array{}};
  for (auto const& origin : witness->origins()) logs.push(seen_by(*witness, origin));
  if (arguments.json) {
    Json json;
    json.set("key", witness->key().text()).set("logs", logs).set("lost", to_json(witness->lost())).set("unreadable", to_json(witness->unreadable()));
    print_json(json.set("heard", to_json(heard)).set("proofs", to_json(held.proofs)).set("unproven", to_json(held.unproven)));
    return verdict(*witness, heard);
  }
  for (auto const& log : logs.array()) {
    print(fmt::format("{}: {}\n", visible(log["log"].string()),
                      log.contains("size") ? fmt::format("saw {} entries, cosigned at {}", log["size"].integer(), log["cosigned"].string()) : "nothing seen"));
  }
  for (auto const& origin : witness->lost()) print(fmt::format("What was cosigned of {} is lost: it is begun anew.\n", visible(origin)));
  for (auto const& origin : witness->unreadable()) print(words_of_unreadable(*witness, origin) + "\n");
  print_heard(heard);
  print_proofs(held.proofs);
  print_unproven(held.unproven);
  return verdict(*witness, heard);
}

Exit run_witness_proof(Arguments const& arguments) {
  if (!arguments.files.empty()) return check_file(arguments);
  if (arguments.folder.empty()) {
    fmt::print(stderr, "Name the witness's folder with --folder, or the file of a proof.\n");
    return Exit::usage;
  }
  auto const witness = open_witness(arguments);
  if (witness == nullptr) return Exit::failed;
  auto const proofs = witness->proofs();
  if (arguments.json) {
    print_json(Json{}.set("proofs", to_json(proofs)));
  } else if (proofs.empty()) {
    print("This witness holds no proof of two histories.\n");
  } else {
    auto const open = std::find_if(proofs.begin(), proofs.end(), [](auto const& one) { return !one.cleared; });
    print(ledger::write_split_view((open == proofs.end() ? proofs.front() : *open).split));
    if (proofs.size() > 1) fmt::print(stderr, "It holds {} proofs; --json shows all of them.\n", proofs.size());
  }
  return proofs.empty() ? Exit::ok : Exit::findings;
}

Exit run_witness_clear(Arguments const& arguments) {
  auto const witness = open_witness(arguments);
  if (witness == nullptr) return Exit::failed;
  auto const origins = witness->origins();
  if (origins.size() != 1) {
    fmt::print(stderr, "Name the one ledger to go on with by its key: --log FILE.\n");
    return Exit::usage;
  }
  auto const cleared = witness->clear(origins.front(), arguments.reason, arguments.anew, SystemClock{}.now());
  if (!cleared) return complain(arguments, cleared.error(), arguments.folder);
  if (arguments.json) {
    print_json(Json{}.set("log", origins.front()).set("cleared", static_cast<std::uint64_t>(*cleared)).set("anew", arguments.anew));
  } else {
    print(fmt::format("{} is cosigned again{}. {} kept for ever, with your reason.\n", visible(origins.front()), arguments.anew ? ", begun anew" : "",
                      *cleared == 1 ? "The proof is" : fmt::format("{} proofs are", *cleared)));
  }
  return Exit::ok;
}

}  // namespace concordat::cli
