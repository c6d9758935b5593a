function __due-opt-out_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-opt-out_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-opt-out_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-opt-out_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-opt-out_parse_tokens -S
    set -l unparsed_tokens (__due-opt-out_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-opt-out'
        __due-opt-out_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'apply'
            __due-opt-out_parse_subcommand -r 1 'list=' 'scope=' 'match=' 'keywords=' 'optin-word=+' 'brand=' 'contact=' 'replies=' 'reply-via=' 'no-reply' 'class=' 'n/dry-run' 'fail-on-review' 'o/output=' 'rejects=' 'max-rejects=' 'strict' 'store=' 'project=' 'now=' 'summary' 'version' 'h/help'
        case 'add'
            __due-opt-out_parse_subcommand -r 1 'scope=' 'until=' 'list=' 'reason=' 'by=' 'n/dry-run' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'remove'
            __due-opt-out_parse_subcommand -r 1 'list=' 'reason=' 'by=' 'n/dry-run' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'show'
            __due-opt-out_parse_subcommand -r 1 'list=' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'list'
            __due-opt-out_parse_subcommand 0 'list=' 'scope=' 'since=' 'jsonl' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'history'
            __due-opt-out_parse_subcommand -r 1 'list=' 'store=' 'project=' 'version' 'h/help'
        case 'export'
            __due-opt-out_parse_subcommand 0 'list=' 'scope=' 'since=' 'to=' 'o/output=' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'import'
            __due-opt-out_parse_subcommand -r 1 'column=' 'from=' 'scope=' 'list=' 'reason=' 'by=' 'n/dry-run' 'now=' 'store=' 'project=' 'rejects=' 'max-rejects=' 'strict' 'summary' 'version' 'h/help'
        case 'assign'
            __due-opt-out_parse_subcommand -r 1 'list=' 'n/dry-run' 'store=' 'project=' 'version' 'h/help'
        case 'push'
            __due-opt-out_parse_subcommand 0 'promotional' 'list=' 'opt-out-list=' 'n/dry-run' 'region=' 'now=' 'summary' 'store=' 'project=' 'version' 'h/help'
        case 'pull'
            __due-opt-out_parse_subcommand 0 'list=' 'opt-out-list=' 'n/dry-run' 'region=' 'now=' 'summary' 'store=' 'project=' 'version' 'h/help'
        case 'help'
            __due-opt-out_parse_subcommand -r 1 'version'
        end
    end
end

function __due-opt-out_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-opt-out_parse_subcommand -S -a positional_count
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

function __due-opt-out_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-opt-out_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-opt-out_tokens -p)
    if test -z "$(__due-opt-out_tokens -t)"
        set -l index (count (__due-opt-out_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-opt-out' -f
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'apply' -d 'Read what people replied, and do as they ask.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'add' -d 'Put numbers on a list.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'remove' -d 'Take numbers off a list.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'show' -d 'Show what the lists have of numbers.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'list' -d 'Show the lists.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'history' -d 'Show everything that was said of numbers, and when.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'export' -d 'Write the lists for other programs.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'import' -d 'Put the numbers of files on a list.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'assign' -d 'Give senders a list of their own, or show which have one.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'push' -d 'Tell an opt-out list of AWS what is new here.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'pull' -d 'Put on a list what an opt-out list of AWS has.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_positional "due-opt-out" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" list' -l 'list' -d 'The list that is meant (default: that of the number they wrote to).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" scope' -l 'scope' -d 'What people leave: promotional messages, or all (default: promotional).' -rfka 'promotional all'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" match' -l 'match' -d 'How texts are compared: smart, exact or contains (default: smart).' -rfka 'smart exact contains'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" keywords' -l 'keywords' -d 'Take the keywords of FILE.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply"' -l 'optin-word' -d 'A word that starts messages, beside START; repeatable.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" brand' -l 'brand' -d 'Who writes: the name in every answer.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" contact' -l 'contact' -d 'Where there is help: a number or an address.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" replies' -l 'replies' -d 'Take the answers of FILE.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" reply-via' -l 'reply-via' -d 'What carries answers now: simulate, spool:DIR and so on.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" no-reply' -l 'no-reply' -d 'Answer nothing.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" class' -l 'class' -d 'What our number is: long, short or tollfree (default: by its digits).' -rfka 'long short tollfree'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" dry-run n' -s 'n' -l 'dry-run' -d 'Write the same, and change nothing.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" fail-on-review' -l 'fail-on-review' -d 'End with 1 when somebody should read a reply.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out apply" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out add" scope' -l 'scope' -d 'What they leave: promotional messages, or all (default: promotional).' -rfka 'promotional all'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out add" until' -l 'until' -d 'Until TIME only.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out add" list' -l 'list' -d 'The list (default: default, every sender\'s).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out add" reason' -l 'reason' -d 'Why, to be kept with the change.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out add" by' -l 'by' -d 'Who took it down, to be kept with the change.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out add" dry-run n' -s 'n' -l 'dry-run' -d 'Write the same, and change nothing.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out add" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out add" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out add" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out add" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out add" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out remove" list' -l 'list' -d 'The list (default: default, every sender\'s).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out remove" reason' -l 'reason' -d 'Why, to be kept with the change.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out remove" by' -l 'by' -d 'Who took it down, to be kept with the change.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out remove" dry-run n' -s 'n' -l 'dry-run' -d 'Write the same, and change nothing.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out remove" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out remove" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out remove" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out remove" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out remove" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out show" list' -l 'list' -d 'On that list only.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out show" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out show" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out show" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out show" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out list" list' -l 'list' -d 'Of that list only.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out list" scope' -l 'scope' -d 'Of that scope only: promotional or all.' -rfka 'promotional all'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out list" since' -l 'since' -d 'On the list since TIME or later.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out list" jsonl' -l 'jsonl' -d 'Write JSON lines on a terminal too.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out list" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out list" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out list" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out list" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out history" list' -l 'list' -d 'Of that list only.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out history" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out history" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out history" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out history" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out export" list' -l 'list' -d 'Of that list only.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out export" scope' -l 'scope' -d 'Of that scope only: promotional or all.' -rfka 'promotional all'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out export" since' -l 'since' -d 'On the list since TIME or later.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out export" to' -l 'to' -d 'Form: csv, jsonl or numbers (default: csv).' -rfka 'csv jsonl numbers'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out export" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out export" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out export" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out export" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out export" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out export" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" column' -l 'column' -d 'Column or member of the number (default: address, else number, phone …).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" from' -l 'from' -d 'Form of the input: csv or jsonl.' -rfka 'csv jsonl'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" scope' -l 'scope' -d 'What they leave: promotional messages, or all (default: promotional).' -rfka 'promotional all'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" list' -l 'list' -d 'The list (default: default, every sender\'s).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" reason' -l 'reason' -d 'Why, to be kept with the change.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" by' -l 'by' -d 'Who took it down, to be kept with the change.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" dry-run n' -s 'n' -l 'dry-run' -d 'Write the same, and change nothing.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out import" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out assign" list' -l 'list' -d 'The list; default is that of every sender.' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out assign" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out assign" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out assign" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out assign" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out assign" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out push" promotional' -l 'promotional' -d 'Numbers that left promotional messages only, too: AWS lets nothing through to them.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out push" list' -l 'list' -d 'Our list (default: default, every sender\'s).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out push" opt-out-list' -l 'opt-out-list' -d 'The list of AWS (default: Default).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out push" dry-run n' -s 'n' -l 'dry-run' -d 'Write the same, and change nothing.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out push" region' -l 'region' -d 'Region of AWS (default: $AWS_REGION, else that of the profile).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out push" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out push" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out push" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out push" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out push" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out push" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out pull" list' -l 'list' -d 'Our list (default: default, every sender\'s).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out pull" opt-out-list' -l 'opt-out-list' -d 'The list of AWS (default: Default).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out pull" dry-run n' -s 'n' -l 'dry-run' -d 'Write the same, and change nothing.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out pull" region' -l 'region' -d 'Region of AWS (default: $AWS_REGION, else that of the profile).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out pull" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out pull" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out pull" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out pull" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out pull" version' -l 'version' -d 'Show the version.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out pull" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-opt-out' -n '__due-opt-out_should_offer_completions_for_flags_or_options "due-opt-out help" version' -l 'version' -d 'Show the version.'
