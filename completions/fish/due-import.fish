function __due-import_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-import_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-import_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-import_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-import_parse_tokens -S
    set -l unparsed_tokens (__due-import_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-import'
        __due-import_parse_subcommand -r 1 'store=' 'project=' 'from=' 'map=+' 'default=+' 'extra=' 'clear-empty' 'no-split-ids' 'clean=' 'default-country=' 'assume-us' 'segment=' 'segment-id=' 'segment-name-rule=' 'append' 'no-segment' 'no-register' 'rejects=' 'max-rejects=' 'strict' 'now=' 'notify=+' 'summary' 'no-address-takeover' 'full-sync' 'strict-pinpoint' 'report=' 'to=' 'o/output=' 'n/dry-run' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-import_parse_subcommand -r 1 'version'
        end
    end
end

function __due-import_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-import_parse_subcommand -S -a positional_count
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

function __due-import_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-import_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-import_tokens -p)
    if test -z "$(__due-import_tokens -t)"
        set -l index (count (__due-import_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-import' -f
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" from' -l 'from' -d 'Format of the records: csv or jsonl (default: the suffix, else the first byte).' -rfka 'csv jsonl'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import"' -l 'map' -d 'Read the column COLUMN as PATH, such as User.UserAttributes.FirstName; repeatable.' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import"' -l 'default' -d 'Take VALUE where the column PATH is missing or empty; repeatable.' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" extra' -l 'extra' -d 'Columns that no endpoint has: error, attributes or ignore (default: error).' -rfka 'error attributes ignore'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" clear-empty' -l 'clear-empty' -d 'Let an empty cell remove the value that the store has.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" no-split-ids' -l 'no-split-ids' -d 'Take each line of a list of users as one id.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" clean' -l 'clean' -d 'Mend phone numbers, leave out duplicates; \'legacy\' cleans as the original system did.' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" default-country' -l 'default-country' -d 'With --clean, take numbers without a country to be of COUNTRY, such as GB.' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" assume-us' -l 'assume-us' -d 'With --clean, take ten digits of no country to be of the United States.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" segment' -l 'segment' -d 'Make the members the segment NAME.' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" segment-id' -l 'segment-id' -d 'Make the members a new version of the segment ID.' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" segment-name-rule' -l 'segment-name-rule' -d 'Name the segment after the file: base-ext, base or strftime:FORMAT (default: base-ext).' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" append' -l 'append' -d 'Add to the members that the segment has.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" no-segment' -l 'no-segment' -d 'Make no segment.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" no-register' -l 'no-register' -d 'Ask for no endpoints; with --no-segment, only check the files.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" no-address-takeover' -l 'no-address-takeover' -d 'Leave other endpoints of an address alone.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" full-sync' -l 'full-sync' -d 'Make endpoints INACTIVE that the files do not have.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" strict-pinpoint' -l 'strict-pinpoint' -d 'Reject what is over a limit of Pinpoint.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" report' -l 'report' -d 'Write what became of each record into FILE.' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" to' -l 'to' -d 'Write the records on standard output as csv or jsonl, and touch no store.' -rfka 'csv jsonl'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" o output' -l 'output' -s 'o' -d 'With --to, write FILE instead.' -rfka ''
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" version' -l 'version' -d 'Show the version.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_positional "due-import" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-import' -n '__due-import_should_offer_completions_for_flags_or_options "due-import help" version' -l 'version' -d 'Show the version.'
