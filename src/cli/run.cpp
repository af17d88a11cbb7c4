// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "cli/verbs.h"

namespace concordat::cli {
namespace {

struct Verb {
  std::string_view name;
  Exit (*run)(Arguments const&);
};

constexpr std::array verbs{
    Verb{"init", run_init},
    Verb{"check", run_check},
    Verb{"submit", run_submit},
    Verb{"feeds", run_feeds},
    Verb{"quality", run_quality},
    Verb{"quarantine", run_quarantine},
    Verb{"retention", run_retention},
    Verb{"release", run_release},
    Verb{"ledger verify", run_ledger_verify},
    Verb{"ledger export", run_ledger_export},
    Verb{"agreement check", run_agreement_check},
    Verb{"agreement print", run_agreement_print},
    Verb{"agreement sign", run_agreement_sign},
    Verb{"agreement key", run_agreement_key},
    Verb{"agreement add", run_agreement_add},
    Verb{"agreement suspend", run_agreement_suspend},
    Verb{"agreement resume", run_agreement_resume},
    Verb{"agreement end", run_agreement_end},
    Verb{"agreement list", run_agreement_list},
    Verb{"definitions check", run_definitions_check},
    Verb{"synth", run_synth},
};

}  // namespace

Exit run(Arguments const& arguments) {
  for (auto const& verb : verbs) {
    if (verb.name == arguments.verb) return verb.run(arguments);
  }
  return Exit::usage;
}

}  // namespace concordat::cli
