// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "transparency/note.h"

namespace concordat::transparency {
namespace {

constexpr std::array sections{
    std::pair<std::string_view, std::string_view>{"overview", "Tier 1: overview"},
    std::pair<std::string_view, std::string_view>{"owner_and_responsibility", "Tier 2: owner and responsibility"},
    std::pair<std::string_view, std::string_view>{"description_and_rationale", "Tier 2: description and rationale"},
    std::pair<std::string_view, std::string_view>{"deployment_context", "Tier 2: deployment context"},
    std::pair<std::string_view, std::string_view>{"tool_specification", "Tier 2: tool specification"},
    std::pair<std::string_view, std::string_view>{"model_specification", "Tier 2: model specification"},
    std::pair<std::string_view, std::string_view>{"operational_data", "Tier 2: operational data"},
    std::pair<std::string_view, std::string_view>{"risks_and_impact_assessments", "Tier 2: risks, mitigations and impact assessments"},
};

constexpr std::array atrs{
    Heading{"overview", "description", "1.2", "Description"},
    Heading{"owner_and_responsibility", "third_party_involvement", "2.1.4", "Third-party involvement"},
    Heading{"description_and_rationale", "detailed_description", "2.2.1", "Detailed description"},
    Heading{"description_and_rationale", "benefits", "2.2.2", "Benefits"},
    Heading{"description_and_rationale", "previous_process", "2.2.3", "Previous process"},
    Heading{"description_and_rationale", "alternatives_considered", "2.2.4", "Alternatives considered"},
    Heading{"deployment_context", "integration", "2.3.1", "Integration into the broader operational process"},
    Heading{"deployment_context", "human_review", "2.3.2", "Human review"},
    Heading{"deployment_context", "frequency_and_scale", "2.3.3", "Frequency and scale of usage"},
    Heading{"deployment_context", "required_training", "2.3.4", "Required training"},
    Heading{"deployment_context", "appeals_and_review", "2.3.5", "Appeals and review"},
    Heading{"tool_specification", "system_architecture", "2.4.1.1", "System architecture"},
    Heading{"tool_specification", "system_level_input", "2.4.1.2", "System-level input"},
    Heading{"tool_specification", "system_level_output", "2.4.1.3", "System-level output"},
    Heading{"tool_specification", "maintenance", "2.4.1.4", "Maintenance"},
    Heading{"tool_specification", "models", "2.4.1.5", "Models"},
    Heading{"model_specification", "model_name", "2.4.2.1", "Model name"},
    Heading{"model_specification", "model_version", "2.4.2.2", "Model version"},
    Heading{"model_specification", "model_task", "2.4.2.3", "Model task"},
    Heading{"model_specification", "model_architecture", "2.4.2.6", "Model architecture"},
    Heading{"model_specification", "model_performance", "2.4.2.7", "Model performance"},
    Heading{"model_specification", "development_data", "2.4.3", "Development data"},
    Heading{"operational_data", "data_sources", "2.4.4.1", "Data sources"},
    Heading{"operational_data", "sensitive_attributes", "2.4.4.2", "Sensitive attributes"},
    Heading{"operational_data", "data_processing_methods", "2.4.4.3", "Data processing methods"},
    Heading{"operational_data", "data_access_and_storage", "2.4.4.4", "Data access and storage"},
    Heading{"operational_data", "data_sharing_agreements", "2.4.4.5", "Data sharing agreements"},
    Heading{"risks_and_impact_assessments", "impact_assessments", "2.5.1", "Impact assessments"},
    Heading{"risks_and_impact_assessments", "risks_and_mitigations", "2.5.2", "Risks and mitigations"},
};

// Oswald, Grace, Urwin and Barnes 2018, Information & Communications Technology Law 27:2.
constexpr std::array algo_care{
    Heading{"", "advisory", "", "Advisory"},
    Heading{"", "lawful", "", "Lawful"},
    Heading{"", "granular", "", "Granular"},
    Heading{"", "owned", "", "Owned"},
    Heading{"", "challengeable", "", "Challengeable"},
    Heading{"", "accurate", "", "Accurate"},
    Heading{"", "responsible", "", "Responsible"},
    Heading{"", "explainable", "", "Explainable"},
};

}  // namespace

std::span<Heading const> atrs_headings() { return atrs; }
std::span<Heading const> algo_care_headings() { return algo_care; }

std::string_view section_title(std::string_view section) {
  for (auto const& [key, title] : sections) {
    if (key == section) return title;
  }
  return {};
}

}  // namespace concordat::transparency
