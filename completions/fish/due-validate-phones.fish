function __due-validate-phones_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-validate-phones_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-validate-phones_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-validate-phones_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-validate-phones_parse_tokens -S
    set -l unparsed_tokens (__due-validate-phones_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-validate-phones'
        __due-validate-phones_parse_subcommand -r 1 'default-country=' 'assume-us' 'on-invalid=' 'landline=' 'revalidate=' 'carrier-table=' 'legacy' 'store=' 'project=' 'rejects=' 'max-rejects=' 'strict' 'now=' 'summary' 'notify=+' 'numbers' 'in-store' 'segment=' 'dry-run' 'fail-on-invalid' 'from=' 'o/output=' 'notify-input=' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-validate-phones_parse_subcommand -r 1 'version'
        end
    end
end

function __due-validate-phones_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-validate-phones_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __due-validate-phones_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-validate-phones_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-validate-phones_tokens -p)
    if test -z "$(__due-validate-phones_tokens -t)"
        set -l index (count (__due-validate-phones_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-validate-phones' -f
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" default-country' -l 'default-country' -d 'Take numbers without a country to be of COUNTRY, such as GB.' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" assume-us' -l 'assume-us' -d 'Take ten digits of no country to be a number of the United States.'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" on-invalid' -l 'on-invalid' -d 'What becomes of invalid numbers: flag, optout, inactive or reject.' -rfka 'flag optout inactive reject'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" landline' -l 'landline' -d 'SMS endpoints of landlines: keep or voice.' -rfka 'keep voice'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" revalidate' -l 'revalidate' -d 'Also check valid endpoints: all, or older-than:180d.' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" carrier-table' -l 'carrier-table' -d 'What FILE knows of numbers goes before the plans.' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" legacy' -l 'legacy' -d 'Go by the rules of the original system.'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" numbers' -l 'numbers' -d 'Read one number a line and write an answer for each.'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" in-store' -l 'in-store' -d 'Check the endpoints of the store.'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" segment' -l 'segment' -d 'Of the store, check only the members of segment NAME.' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" dry-run' -l 'dry-run' -d 'Change nothing in the store.'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" fail-on-invalid' -l 'fail-on-invalid' -d 'End with 1 when a number is not valid.'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" from' -l 'from' -d 'Format of the input: csv or jsonl.' -rfka 'csv jsonl'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" o output' -s 'o' -l 'output' -d 'Write to FILE when complete.' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" notify-input' -l 'notify-input' -d 'Give JSON back as ValidateInput of the notice.' -rfka ''
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" version' -l 'version' -d 'Show the version.'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_positional "due-validate-phones" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-validate-phones' -n '__due-validate-phones_should_offer_completions_for_flags_or_options "due-validate-phones help" version' -l 'version' -d 'Show the version.'
