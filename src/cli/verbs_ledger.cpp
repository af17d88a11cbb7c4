// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdio>

#include <fmt/format.h>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "hub/signing_key.h"
#include "hub/witness/compare.h"
#include "hub/witness/kit.h"
#include "hub/witness/look.h"
#include "serve/witness_round.h"

namespace concordat::cli {

Exit run_ledger_export(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  hub::ExportWanted wanted{.from = arguments.from, .to = arguments.to, .openings_for = arguments.openings_for};
  if (!wanted.openings_for.empty()) {
    wanted.by = find_member(office.hub(), arguments, "");
    if (!wanted.by) return Exit::refused;
  }
  auto const report = hub::export_ledger(office.hub(), arguments.out, wanted);
  if (!report) return complain(arguments, report.error(), arguments.out);
  if (arguments.json) {
    Json json;
    json.set("size", report->log.size).set("written", report->log.written).set("untouched", report->log.untouched).set("folder", arguments.out);
    json.set("proofs", report->proofs).set("openings", report->openings).set("erased", report->erased);
    print_json(json);
    return Exit::ok;
  }
  print(fmt::format("Exported {} entries to {} (C2SP tlog-tiles): {} files written, {} already there.\n", report->log.size, arguments.out,
                    report->log.written, report->log.untouched));
  if (report->proofs > 0) print(fmt::format("Proved {} entries one by one; opened {} commitments.\n", report->proofs, report->openings));
  if (report->erased > 0) print(fmt::format("{} commitments cannot be opened any more: what they hid was erased.\n", report->erased));
  return Exit::ok;
}

namespace {

Json to_json(hub::WitnessState const& state) {
  Json json;
  json.set("configured", state.configured).set("required", state.required).set("overdue", state.overdue);
  json.set("counted", static_cast<std::uint64_t>(state.counted)).set("cosigned", static_cast<std::uint64_t>(state.cosigned));
  if (state.last) json.set("last", format_instant(*state.last)).set("witnessed_size", state.witnessed_size);
  Json all{Json::Array{}};
  for (auto const& one : state.witnesses) {
    Json witness;
    witness.set("name", one.name).set("own", one.own).set("size", one.size).set("trouble", one.trouble);
    if (one.seen) witness.set("seen", format_instant(*one.seen));
    all.push(std::move(witness));
  }
  json.set("witnesses", std::move(all));
  return json;
}

void print_state(hub::WitnessState const& state, Instant now) {
  print(fmt::format("Witnesses: {}.\n", hub::words_of(state, now)));
  if (state.overdue) {
    print(fmt::format("NO QUORUM of witnesses has seen the ledger for 24 hours{}.\n",
                      state.required ? "; nothing about people is disclosed until one has" : ""));
  }
  for (auto const& one : state.witnesses) {
    print(fmt::format("  {:<20} {}{}{}\n", visible(one.name), one.seen ? fmt::format("saw {} entries at {}", one.size, format_instant(*one.seen)) : "never",
                      one.own ? " (the host's own: not counted)" : "", one.trouble.empty() ? "" : " [" + one.trouble + "]"));
  }
}

}  // namespace

Exit run_ledger_status(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const look = hub::look_at_state(office.hub());
  if (!look) return complain(arguments, look.error());
  if (arguments.json) {
    Json conflicts{Json::Array{}};
    for (auto const& one : look->conflicts) conflicts.push(Json{}.set("size", one.size).set("shown", one.shown).set("ours", one.ours).set("found_at", one.found_at).set("other_log", one.other_log));
    Json json;
    json.set("size", look->size).set("checkpoint", look->checkpoint).set("witness", to_json(look->witnesses)).set("conflicts", std::move(conflicts));
    json.set("vkey", look->vkey);
    if (look->rotation) json.set("old_vkey", look->rotation->old_key.text()).set("both_until", format_instant(look->rotation->until));
    print_json(json);
    return Exit::ok;
  }
  print(fmt::format("The ledger has {} entries. Its newest checkpoint:\n\n{}\n", look->size, look->checkpoint));
  print(fmt::format("Its public key: {}\n", look->vkey));
  if (look->rotation) {
    print(fmt::format("The key before signs too until {}: {}\n", format_instant(look->rotation->until), look->rotation->old_key.text()));
  }
  print_state(look->witnesses, office.hub().clock().now());
  for (auto const& one : look->conflicts) {
    print(fmt::format("PROOF OF A SPLIT VIEW{}, found at {}: two histories from before entry {} on, both signed:\n\n{}\n{}\n",
                      one.other_log.empty() ? std::string{} : " of another ledger, " + visible(one.other_log), one.found_at, one.size, one.shown, one.ours));
  }
  return Exit::ok;
}

Exit run_ledger_rotate_key(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const rotated = hub::rotate_signing_key(office.hub(), {.to = arguments.key});
  if (!rotated) return complain(arguments, rotated.error(), arguments.key);
  auto const until = format_instant(rotated->until);
  if (arguments.json) {
    print_json(Json{}.set("vkey", rotated->new_vkey).set("old_vkey", rotated->old_vkey).set("both_until", until).set("ledger_index", rotated->ledger_index).set("old_lies_in", rotated->old_lies_in));
    return Exit::ok;
  }
  print(fmt::format("The ledger has a new signing key. Give its public half to every partner and witness, to be kept beside the old one:\n  {}\n"
                    "Until {} every checkpoint bears the signatures of both. Then the new one signs alone, and {} Ledger entry {} names both.\n",
                    rotated->new_vkey, until,
                    rotated->old_lies_in.empty() ? std::string{"'concordat retention' destroys the old private key."}
                                                 : fmt::format("'concordat retention' says so: an administrator must destroy the old private key then, in {}.", visible(rotated->old_lies_in)),
                    rotated->ledger_index));
  return Exit::ok;
}

Exit run_ledger_witness(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  if (!arguments.policy.empty()) {
    auto text = read_file(arguments.policy, 65536);
    if (!text) return complain(arguments, text.error(), arguments.policy);
    auto const set = hub::set_witness_policy(office.hub(), {std::move(*text), arguments.own, arguments.required});
    if (!set) return complain(arguments, set.error(), arguments.policy);
  }
  auto const round = hub::ask_witnesses_by_hand(office.hub(), serve::ask_over_http());
  if (!round) return complain(arguments, round.error());
  auto const state = hub::witness_state(office.hub());
  if (!state) return complain(arguments, state.error());
  bool const good = state->configured && state->last && !state->overdue && state->witnessed_size == round->size;
  if (arguments.json) {
    print_json(Json{}.set("size", round->size).set("quorum", good).set("witness", to_json(*state)));
  } else {
    for (auto const& one : round->outcomes) {
      print(fmt::format("  {:<20} {}\n", visible(one.name), one.trouble ? sentence(*one.trouble) : fmt::format("cosigned the checkpoint of {} entries", round->size)));
    }
    print_state(*state, office.hub().clock().now());
  }
  return good || !state->configured ? Exit::ok : Exit::findings;
}

namespace {

void print_comparison(hub::Comparison const& comparison) {
  switch (comparison.agreement) {
    case hub::Agreement::agrees:
      print(fmt::format("Agrees: the ledger of {} entries continues this checkpoint of {}.\n", comparison.our_size, comparison.shown_size));
      break;
    case hub::Agreement::ours_is_older:
      print(fmt::format("Ours is older: it has {} entries, this checkpoint {}. {}\n", comparison.our_size, comparison.shown_size,
                        comparison.is_signed ? "Entries were lost, or this database is a copy from before." : "But no signature says that it ever was this ledger's."));
      break;
    case hub::Agreement::differs:
      print("It does not fit this ledger, and no signature of this ledger's key stands below it: it may have been copied wrongly. Ask for it with its signature.\n");
      break;
    case hub::Agreement::other_epoch:
      print(fmt::format("Of an earlier epoch: its {} entries reach beyond what was restored of it, and since then this ledger has gone on under another name. "
                        "Those entries were lost at that restore, which has its own entry; this is no sign that anything was rewritten.\n",
                        comparison.shown_size));
      break;
    case hub::Agreement::split_view:
      print(fmt::format("PROOF OF A SPLIT VIEW: the key of {} signed another history of {} entries. {}\n", comparison.other_log.empty() ? "this ledger" : visible(comparison.other_log), comparison.shown_size,
                        comparison.kept ? "Both are kept for ever. Keep your copy too, and tell every partner." : "Keep your copy, and tell every partner."));
      break;
  }
  if (!comparison.is_signed) print("The signature is missing or does not hold.\n");
  if (comparison.unrecorded) print(fmt::format("This look itself could not be recorded: {}\n", sentence(*comparison.unrecorded)));
}

constexpr std::size_t largest_pasted = std::size_t{1} << 20U;

/// Standard input to its end, be it a file, a pipe or what somebody types.
Result<std::string> read_pasted() {
  std::string bytes;
  std::array<char, 4096> part{};
  while (auto const got = std::fread(part.data(), 1, part.size(), stdin)) {
    bytes.append(part.data(), got);
    if (bytes.size() > largest_pasted) return fail(Fault::too_large, "file.too-large", "What came in is larger than any checkpoint.", "Paste one checkpoint, or name its file.");
  }
  return bytes;
}

}  // namespace

Exit run_ledger_compare(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const& file = arguments.files.front();
  auto const pasted = file == "-" ? read_pasted() : read_file(file, largest_pasted);
  if (!pasted) return complain(arguments, pasted.error(), file);
  std::vector<ledger::VerifierKey> others;
  if (!arguments.vkey.empty()) {
    auto const line = read_file(arguments.vkey, 4096);
    auto key = line ? ledger::VerifierKey::parse(text::trim(*line)) : Result<ledger::VerifierKey>{fail(line)};
    if (!key) return complain(arguments, key.error(), arguments.vkey);
    others.push_back(std::move(*key));
  }
  auto const comparison = hub::compare_checkpoint(office.hub(), *pasted, others);
  if (!comparison) return complain(arguments, comparison.error(), file);
  if (arguments.json) {
    Json json;
    json.set("agreement", hub::name_of(comparison->agreement)).set("signed", comparison->is_signed).set("kept", comparison->kept);
    json.set("shown_size", comparison->shown_size).set("our_size", comparison->our_size).set("other_log", comparison->other_log);
    print_json(json);
  } else {
    print_comparison(*comparison);
  }
  return comparison->agreement == hub::Agreement::agrees ? Exit::ok : Exit::findings;
}

Exit run_ledger_prove(Arguments const& arguments) {
  auto const index = text::parse_integer(arguments.reference);
  if (!index || *index < 0) {
    fmt::print(stderr, "INDEX is the number of an entry, as 'ledger status' counts them.\n");
    return Exit::usage;
  }
  Office office{arguments};
  if (!office) return office.exit();
  auto const proof = hub::prove_entry(office.hub(), static_cast<std::uint64_t>(*index));
  if (!proof) return complain(arguments, proof.error());
  auto const file = arguments.out.empty() ? fmt::format("{}.tlog-proof", *index) : arguments.out;
  if (auto written = write_file(file, *proof); !written) return complain(arguments, written.error(), file);
  if (arguments.json) print_json(Json{}.set("index", *index).set("file", file));
  else print(fmt::format("{} proves entry {}.\n", visible(file), *index));
  return Exit::ok;
}

}  // namespace concordat::cli
