function __due-suppress_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-suppress_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-suppress_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-suppress_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-suppress_parse_tokens -S
    set -l unparsed_tokens (__due-suppress_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-suppress'
        __due-suppress_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'apply'
            __due-suppress_parse_subcommand -r 1 'policy=' 'soft-limit=' 'soft-days=' 'n/dry-run' 'o/output=' 'exec=' 'rejects=' 'max-rejects=' 'strict' 'now=' 'summary' 'store=' 'project=' 'version' 'h/help'
        case 'check'
            __due-suppress_parse_subcommand -r 1 'topic=' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'filter'
            __due-suppress_parse_subcommand 1 'column=' 'from=' 'topic=' 'hashed=' 'dropped=' 'fail-on-drop' 'o/output=' 'rejects=' 'max-rejects=' 'strict' 'summary' 'store=' 'project=' 'version' 'h/help'
        case 'list'
            __due-suppress_parse_subcommand 0 'reason=+' 'topic=' 'since=' 'jsonl' 'store=' 'project=' 'version' 'h/help'
        case 'export'
            __due-suppress_parse_subcommand 0 'reason=+' 'topic=' 'since=' 'to=' 'hashed=' 'o/output=' 'store=' 'project=' 'version' 'h/help'
        case 'add'
            __due-suppress_parse_subcommand -r 1 'reason=' 'topic=' 'note=' 'n/dry-run' 'o/output=' 'exec=' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'remove'
            __due-suppress_parse_subcommand -r 1 'topic=' 'note=' 'n/dry-run' 'o/output=' 'exec=' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'import'
            __due-suppress_parse_subcommand -r 1 'column=' 'from=' 'reason-column=' 'reason=' 'topic=' 'note=' 'n/dry-run' 'o/output=' 'exec=' 'rejects=' 'max-rejects=' 'strict' 'now=' 'summary' 'store=' 'project=' 'version' 'h/help'
        case 'unsubscribe'
            __due-suppress_parse_subcommand -r 1 'secret=' 'mail' 'topic=' 'note=' 'n/dry-run' 'o/output=' 'exec=' 'now=' 'summary' 'store=' 'project=' 'version' 'h/help'
        case 'push'
            __due-suppress_parse_subcommand 0 'soft' 'n/dry-run' 'region=' 'now=' 'summary' 'store=' 'project=' 'version' 'h/help'
        case 'pull'
            __due-suppress_parse_subcommand 0 'since=' 'n/dry-run' 'o/output=' 'exec=' 'region=' 'now=' 'summary' 'store=' 'project=' 'version' 'h/help'
        case 'help'
            __due-suppress_parse_subcommand -r 1 'version'
        end
    end
end

function __due-suppress_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-suppress_parse_subcommand -S -a positional_count
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

function __due-suppress_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-suppress_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-suppress_tokens -p)
    if test -z "$(__due-suppress_tokens -t)"
        set -l index (count (__due-suppress_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-suppress' -f
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'apply' -d 'Bring the list up to what events say.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'check' -d 'Tell which addresses are on the list; end with 1 when any is.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'filter' -d 'Leave the records out whose address is on the list.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'list' -d 'Show the list.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'export' -d 'Write the list for other programs.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'add' -d 'Put addresses on the list.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'remove' -d 'Take addresses off the list.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'import' -d 'Put the addresses of files on the list.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'unsubscribe' -d 'Put on the list who asked for no more, by the token of a mail.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'push' -d 'Tell the list of SES what is new here.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'pull' -d 'Put on the list what the list of SES has.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_positional "due-suppress" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" policy' -l 'policy' -d 'What follows from which event: default, original or a file (default: default).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" soft-limit' -l 'soft-limit' -d 'So many soft bounces are a reason (default: 3).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" soft-days' -l 'soft-days' -d 'Soft bounces within so many days (default: 30).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" o output' -l 'output' -s 'o' -d 'Write changes into FILE instead.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" exec' -l 'exec' -d 'Give changes to COMMAND on standard input too; no shell.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress apply" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress check" topic' -l 'topic' -d 'Mail of TOPIC is meant too.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress check" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress check" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress check" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress check" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" column' -l 'column' -d 'Column or member of the address (default: email, else Address).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" from' -l 'from' -d 'Form of the input: csv or jsonl.' -rfka 'csv jsonl'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" topic' -l 'topic' -d 'Mail of TOPIC is meant too.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" hashed' -l 'hashed' -d 'The column has hashes of addresses: sha256.' -rfka 'sha256'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" dropped' -l 'dropped' -d 'Write the records left out into FILE.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" fail-on-drop' -l 'fail-on-drop' -d 'End with 1 when any record was left out.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress filter" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress list"' -l 'reason' -d 'Rows with REASON only; repeatable.' -rfka 'COMPLAINT BOUNCE UNSUBSCRIBE SOFT_BOUNCE'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress list" topic' -l 'topic' -d 'Rows of TOPIC only; \'*\' are those of no topic.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress list" since' -l 'since' -d 'Rows last seen at TIME or later.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress list" jsonl' -l 'jsonl' -d 'Write JSON lines on a terminal too.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress list" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress list" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress list" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress export"' -l 'reason' -d 'Rows with REASON only; repeatable.' -rfka 'COMPLAINT BOUNCE UNSUBSCRIBE SOFT_BOUNCE'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress export" topic' -l 'topic' -d 'Rows of TOPIC only; \'*\' are those of no topic.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress export" since' -l 'since' -d 'Rows last seen at TIME or later.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress export" to' -l 'to' -d 'Form: csv, jsonl or ses-csv (default: csv).' -rfka 'csv jsonl ses-csv'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress export" hashed' -l 'hashed' -d 'Write no addresses but their hash: sha256.' -rfka 'sha256'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress export" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress export" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress export" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress export" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress export" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress add" reason' -l 'reason' -d 'Why: COMPLAINT, BOUNCE, UNSUBSCRIBE or SOFT_BOUNCE.' -rfka 'COMPLAINT BOUNCE UNSUBSCRIBE SOFT_BOUNCE'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress add" topic' -l 'topic' -d 'For TOPIC of a contact list alone.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress add" note' -l 'note' -d 'What to keep beside the change.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress add" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress add" o output' -l 'output' -s 'o' -d 'Write changes into FILE instead.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress add" exec' -l 'exec' -d 'Give changes to COMMAND on standard input too; no shell.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress add" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress add" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress add" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress add" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress add" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress remove" topic' -l 'topic' -d 'For TOPIC of a contact list alone.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress remove" note' -l 'note' -d 'What to keep beside the change.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress remove" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress remove" o output' -l 'output' -s 'o' -d 'Write changes into FILE instead.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress remove" exec' -l 'exec' -d 'Give changes to COMMAND on standard input too; no shell.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress remove" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress remove" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress remove" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress remove" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress remove" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" column' -l 'column' -d 'Column or member of the address (default: email, else Address).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" from' -l 'from' -d 'Form of the input: csv or jsonl.' -rfka 'csv jsonl'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" reason-column' -l 'reason-column' -d 'Column of the reason (default: reason).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" reason' -l 'reason' -d 'Why, where a record does not say.' -rfka 'COMPLAINT BOUNCE UNSUBSCRIBE SOFT_BOUNCE'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" topic' -l 'topic' -d 'For TOPIC of a contact list alone.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" note' -l 'note' -d 'What to keep beside the change.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" o output' -l 'output' -s 'o' -d 'Write changes into FILE instead.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" exec' -l 'exec' -d 'Give changes to COMMAND on standard input too; no shell.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress import" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" secret' -l 'secret' -d 'The secret that --unsubscribe-secret of due-send-email had.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" mail' -l 'mail' -d 'Read mail: files, mboxes, Maildirs; \'-\', and none, is one message.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" topic' -l 'topic' -d 'For TOPIC of a contact list alone.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" note' -l 'note' -d 'What to keep beside the change.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" o output' -l 'output' -s 'o' -d 'Write changes into FILE instead.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" exec' -l 'exec' -d 'Give changes to COMMAND on standard input too; no shell.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress unsubscribe" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress push" soft' -l 'soft' -d 'Soft bounces too, as BOUNCE.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress push" dry-run n' -s 'n' -l 'dry-run' -d 'Print the same, and tell nobody.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress push" region' -l 'region' -d 'Region of AWS (default: $AWS_REGION, else that of the profile).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress push" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress push" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress push" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress push" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress push" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress push" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress pull" since' -l 'since' -d 'What changed there at TIME or later.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress pull" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress pull" o output' -l 'output' -s 'o' -d 'Write changes into FILE instead.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress pull" exec' -l 'exec' -d 'Give changes to COMMAND on standard input too; no shell.' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress pull" region' -l 'region' -d 'Region of AWS (default: $AWS_REGION, else that of the profile).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress pull" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress pull" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress pull" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress pull" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress pull" version' -l 'version' -d 'Show the version.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress pull" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-suppress' -n '__due-suppress_should_offer_completions_for_flags_or_options "due-suppress help" version' -l 'version' -d 'Show the version.'
