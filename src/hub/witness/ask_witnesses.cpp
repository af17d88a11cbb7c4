// SPDX-License-Identifier: Apache-2.0
// The round: a question to each witness, and what may be believed of its answer.
#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "hub/act.h"
#include "hub/witness/witness_rows.h"
#include "ledger/witness/add_checkpoint.h"
#include "ledger/witness/cosignature.h"
#include "ledger/witness/split_view.h"
#include "ledger/witness/witness.h"

namespace concordat::hub {
namespace {

constexpr std::chrono::minutes time_slack{10};
constexpr std::chrono::hours ask_at_least_every{1};

tl::unexpected<Problem> no_answer() {
  return fail(Fault::unavailable, "witness.no-answer", "A witness gave no answer.", "It is asked again; tell its agency where it stays so.");
}
tl::unexpected<Problem> not_willing() {
  return fail(Fault::refused, "witness.refused", "A witness does not know this ledger or its key, or does not cosign it any more.",
              "Give its agency the line of signer.vkey, and ask it what its witness holds against this ledger.");
}
tl::unexpected<Problem> nonsense() {
  return fail(Fault::malformed, "witness.nonsense", "A witness answered something that C2SP tlog-witness does not know.", "Tell its agency.");
}
tl::unexpected<Problem> wrong_signature() {
  return fail(Fault::integrity, "witness.wrong-signature", "A witness's cosignature does not hold over the checkpoint it was sent.",
              "It is not counted. Compare its key with the one in the policy.");
}
tl::unexpected<Problem> wrong_time() {
  return fail(Fault::integrity, "witness.wrong-time", "A witness's cosignature is of another time than now.",
              "It is not counted. Compare the clocks of both machines; an old one may have been replayed.");
}
tl::unexpected<Problem> says_ahead() {
  return fail(Fault::unavailable, "witness.says-ahead", "A witness says that it saw a longer ledger than this one, and shows no checkpoint of it.",
              "Ask its agency for the checkpoint it saw, and hold it up with 'concordat ledger compare'.");
}
tl::unexpected<Problem> says_other_history() {
  return fail(Fault::unavailable, "witness.says-other-history", "A witness says that it saw another history of this ledger, and shows no checkpoint of it.",
              "Ask its agency for the checkpoint it saw, and hold it up with 'concordat ledger compare'.");
}
tl::unexpected<Problem> forgot() {
  return fail(Fault::integrity, "witness.forgot", "A witness has forgotten what it cosigned before, and cosigns anew.",
              "Ask its agency what happened to its folder. What it saw before no longer stands against a rewriting; what it sees from now on does.");
}
tl::unexpected<Problem> ahead() {
  return fail(Fault::integrity, "witness.ahead", "A witness has seen a longer ledger than this one.",
              "Entries were lost, or the database is an older copy: look at the restore procedure, and keep everything as it is.");
}
tl::unexpected<Problem> other_history() {
  return fail(Fault::integrity, "witness.other-history", "A witness has seen another history of this ledger.",
              "Keep everything as it is, and tell every partner: two histories under one key are proof of rewriting.");
}

bool is_alarm(std::string_view code) { return code == "witness.ahead" || code == "witness.other-history"; }
bool is_forgotten(std::string_view code) { return code == "witness.forgot"; }

class Round {
 public:
  Round(Hub& hub, AskWitness const& ask, std::string note, ledger::Checkpoint checkpoint, std::string text)
      : hub_{hub}, ask_{ask}, note_{std::move(note)}, checkpoint_{std::move(checkpoint)}, text_{std::move(text)}, hashes_{hub.log().storage(), checkpoint_.head.size} {}

  /// `asked` is what is known of this witness, and then what is to be kept.
  Result<void> run(ledger::PolicyWitness const& witness, Asked& asked, std::uint64_t keep_from) {
    evidence_.clear();
    auto old_size = std::min(asked.size, checkpoint_.head.size);
    auto answer = question(witness, old_size);
    bool knows_less = false;
    // It may know less than was thought (its folder was restored) or more (another hub on this database asked it).
    if (auto const told = told_by(answer); told && *told != old_size) {
      if (*told > checkpoint_.head.size) return ahead_of(witness, *told);
      knows_less = *told < old_size;
      old_size = *told;
      answer = question(witness, old_size);
    }
    if (auto const told = told_by(answer); told && *told > checkpoint_.head.size) return ahead_of(witness, *told);
    auto const line = cosignature(witness, answer, old_size);
    if (!line && line.error().code.view() == says_other_history().value().code.view()) return settle(witness, says_other_history());
    if (!line && line.error().code.view() == not_willing().value().code.view()) return settle_refusal(witness);
    if (!line) return fail(line);
    auto const at = ledger::cosigned_at(text_, *line, witness.key);
    asked.size = checkpoint_.head.size;
    if (auto kept = keep({witness.name, checkpoint_.head.size, ledger::signature_line(*line)}, *at, keep_from); !kept) return kept;
    return knows_less ? Result<void>{forgot()} : Result<void>{};
  }

  /// What the last witness showed for its word: a checkpoint under this ledger's own key and nobody else's, or a proof of two
  /// histories under it. Empty: nothing.
  [[nodiscard]] std::string const& evidence() const { return evidence_; }

 private:
  Result<std::uint64_t> newest_size() {
    auto const note = hub_.log().note();
    if (!note) return fail(note);
    auto const newest = hub_.log().open(note->value_or(std::string{}));
    return newest ? newest->head.size : checkpoint_.head.size;
  }

  /// It has seen more than this round shows it: no trouble where another process of this hub has signed as much meanwhile.
  /// The next round asks it about that.
  Result<void> ahead_of(ledger::PolicyWitness const& witness, std::uint64_t told) {
    auto const newest = newest_size();
    if (!newest) return fail(newest);
    if (*newest >= told) return {};
    return settle(witness, says_ahead());
  }

  /// Every key that signed this epoch of the ledger, today's last: a witness may hold what the key before an exchange signed.
  Result<std::vector<ledger::VerifierKey>> own_keys() {
    auto key = hub_.log().verifier();
    if (!key) return fail(key);
    auto keys = hub_.log().former_verifiers();
    if (!keys) return keys;
    std::erase_if(*keys, [&](ledger::VerifierKey const& one) { return one.name() != key->name(); });
    keys->push_back(std::move(*key));
    return keys;
  }

  /// Its word alone says nothing of this ledger: anybody can say it. What this ledger's own key signed does, whoever shows it.
  Result<void> settle(ledger::PolicyWitness const& witness, tl::unexpected<Problem> said) {
    auto const keys = own_keys();
    if (!keys) return fail(keys);
    auto const shown = ask_(address(witness, ledger::name_of_log(keys->back().name()) + "/checkpoint"), {});
    auto const checkpoint = shown && shown->status == 200 ? hub_.log().open(shown->body) : Result<ledger::Checkpoint>{said};
    if (!checkpoint) return said;
    auto const newest = newest_size();
    if (!newest) return fail(newest);
    if (checkpoint->head.size <= *newest) {
      ledger::TileHashes hashes{hub_.log().storage(), checkpoint->head.size};
      auto const root = ledger::tree_root(checkpoint->head.size, hashes);
      if (!root) return fail(root);
      if (*root == checkpoint->head.root) return said;
    }
    evidence_ = ledger::signed_part(shown->body, *keys);
    return checkpoint->head.size > *newest ? ahead() : other_history();
  }

  /// It cosigns nothing: perhaps because it holds a proof against this ledger, which it then shows, or because it does not know it.
  Result<void> settle_refusal(ledger::PolicyWitness const& witness) {
    auto const keys = own_keys();
    if (!keys) return fail(keys);
    auto const shown = ask_(address(witness, ledger::name_of_log(keys->back().name()) + "/split-view"), {});
    auto const split = shown && shown->status == 200 ? ledger::parse_split_view(shown->body) : Result<ledger::SplitView>{not_willing()};
    if (!split || !ledger::check_split_view(*split, *keys)) return not_willing();
    evidence_ = shown->body;
    return other_history();
  }

  static std::string address(ledger::PolicyWitness const& witness, std::string_view what) {
    return fmt::format("{}{}{}", witness.url, witness.url.ends_with('/') ? "" : "/", what);
  }

  Result<WitnessAnswer> question(ledger::PolicyWitness const& witness, std::uint64_t old_size) {
    auto proof = ledger::prove_consistency(old_size, checkpoint_.head.size, hashes_);
    if (!proof) return fail(proof);
    auto answer = ask_(address(witness, "add-checkpoint"), ledger::write_add_checkpoint({old_size, std::move(*proof), note_}));
    if (!answer) return no_answer();
    return answer;
  }

  /// The size of a 409, where the answer is one.
  static std::optional<std::uint64_t> told_by(Result<WitnessAnswer> const& answer) {
    if (!answer || answer->status != 409 || answer->content_type != ledger::size_content_type || !answer->body.ends_with('\n')) return std::nullopt;
    return ledger::parse_size(std::string_view{answer->body}.substr(0, answer->body.size() - 1));
  }

  Result<ledger::NoteSignature> cosignature(ledger::PolicyWitness const& witness, Result<WitnessAnswer> const& answer, std::uint64_t old_size) const {
    if (!answer) return fail(answer);
    if (answer->status == 403 || answer->status == 404) return not_willing();
    if (answer->status == 422) return says_other_history();
    // Its size is ours and still it does not cosign: it has another root for it.
    if (auto const told = told_by(answer)) return *told == old_size ? says_other_history() : nonsense();
    if (answer->status != 200) return answer->status >= 500 ? no_answer() : nonsense();
    auto const note = ledger::parse_note(text_ + "\n" + answer->body);
    if (!note) return nonsense();
    auto const found = ledger::find_cosignature(*note, witness.key);
    if (!found) return wrong_signature();
    auto const now = hub_.clock().now();
    if (found->at > now + time_slack || found->at < now - time_slack) return wrong_time();
    return found->signature;
  }

  Result<void> keep(StoredCosignature const& one, Instant at, std::uint64_t keep_from) {
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    if (auto put = put_cosignature(hub_.database(), one, at, keep_from); !put) return put;
    return transaction->commit();
  }

  Hub& hub_;
  AskWitness const& ask_;
  std::string note_;
  ledger::Checkpoint checkpoint_;
  std::string text_;
  ledger::TileHashes hashes_;
  std::string evidence_ = {};
};

/// What every partner should hear of stands in the ledger that they mirror; once, not each minute.
Result<void> note_change(Hub& hub, store::Transaction& transaction, std::string_view code, std::string const& evidence) {
  Act act;
  act.event = ledger::Event::admin;
  act.to = hub.partnership().id;
  act.fields = {is_alarm(code) ? "witness-alarm" : "witness-forgot"};
  act.why = {std::string{code}};
  if (!evidence.empty()) act.bundle = crypto::sha256(evidence);
  auto const receipt = record(hub, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  return {};
}

/// In one transaction: an alarm that is remembered without its leaf would never get one.
Result<void> remember(Hub& hub, std::string_view name, Asked const& before, Asked const& after, std::string const& evidence) {
  bool const tell = (is_alarm(after.trouble) || is_forgotten(after.trouble)) && after.trouble != before.trouble;
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  if (auto put = put_asked(hub.database(), name, after); !put) return put;
  if (auto noted = tell ? note_change(hub, *transaction, after.trouble, evidence) : Result<void>{}; !noted) return noted;
  if (tell && after.trouble == other_history().value().code.view()) {
    if (auto kept = put_conflict(hub.database(), evidence, hub.clock().now()); !kept) return kept;
  }
  if (auto done = transaction->commit(); !done) return done;
  return tell ? hub.log().sign_pending() : Result<void>{};
}

/// That a witness forgot is shown until somebody has asked by hand, or it would be gone within a minute.
std::string trouble_to_keep(Asked const& before, Result<void> const& done, bool by_hand) {
  std::string const code{done ? std::string_view{} : done.error().code.view()};
  return is_forgotten(before.trouble) && !by_hand && !is_alarm(code) ? before.trouble : code;
}

Result<Round> begin(Hub& hub, AskWitness const& ask, WitnessRound& report) {
  auto const note = hub.log().note();
  if (!note) return fail(note);
  if (!*note) {
    return fail(Fault::not_found, "ledger.no-checkpoint", "The ledger has no signed checkpoint yet.",
                "Do something the hub records, such as submitting a file, with the signer running.");
  }
  auto checkpoint = hub.log().open(**note);
  if (!checkpoint) return fail(checkpoint);
  auto const parsed = ledger::parse_note(**note);
  if (!parsed) return fail(parsed);
  report.size = checkpoint->head.size;
  return Round{hub, ask, **note, std::move(*checkpoint), parsed->text};
}

}  // namespace

Result<WitnessRound> ask_witnesses(Hub& hub, AskWitness const& ask, bool by_hand) {
  WitnessRound report;
  auto const stored = read_setting(hub.database());
  if (!stored) return fail(stored);
  if (!*stored) return report;
  auto const policy = ledger::WitnessPolicy::parse((*stored)->setting.policy);
  if (!policy) return fail(policy);
  auto const state = witness_state(hub);
  if (!state) return fail(state);
  auto const known = read_asked(hub.database());
  if (!known) return fail(known);
  auto round = begin(hub, ask, report);
  if (!round) return fail(round);
  for (auto const& witness : policy->witnesses()) {
    if (witness.url.empty()) continue;
    auto const found = known->find(witness.name);
    auto const before = found == known->end() ? Asked{} : found->second;
    auto after = before;
    // No transaction is open while it is asked.
    auto const done = round->run(witness, after, state->witnessed_size);
    after.at = hub.clock().now();
    after.trouble = trouble_to_keep(before, done, by_hand);
    if (auto kept = remember(hub, witness.name, before, after, round->evidence()); !kept) return fail(kept);
    WitnessOutcome outcome{witness.name, done ? std::nullopt : std::optional{done.error()}, done || is_forgotten(done.error().code.view())};
    if (done && is_forgotten(before.trouble)) outcome.trouble = forgot().value();
    report.outcomes.push_back(std::move(outcome));
  }
  return report;
}

Result<bool> witnesses_due(Hub& hub) {
  auto const stored = read_setting(hub.database());
  if (!stored) return fail(stored);
  if (!*stored) return false;
  auto const policy = ledger::WitnessPolicy::parse((*stored)->setting.policy);
  if (!policy) return fail(policy);
  auto const state = witness_state(hub);
  if (!state) return fail(state);
  auto const asked = read_asked(hub.database());
  if (!asked) return fail(asked);
  return std::any_of(policy->witnesses().begin(), policy->witnesses().end(), [&](auto const& witness) {
    auto const found = asked->find(witness.name);
    if (witness.url.empty() || state->size == 0) return false;
    bool const troubled = found != asked->end() && !found->second.trouble.empty() && !is_forgotten(found->second.trouble);
    return found == asked->end() || found->second.size < state->size || troubled ||
           hub.clock().now() - found->second.at >= ask_at_least_every;
  });
}

}  // namespace concordat::hub
