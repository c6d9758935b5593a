function __due-auto-reply_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-auto-reply_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-auto-reply_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-auto-reply_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-auto-reply_parse_tokens -S
    set -l unparsed_tokens (__due-auto-reply_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-auto-reply'
        __due-auto-reply_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'answer'
            __due-auto-reply_parse_subcommand -r 1 'template=' 'from=' 'via=' 'interval=' 'daily-cap=' 'id=' 'compat' 'precedence' 'for=+' 'bcc-ok' 'strict' 'reply-to-header' 'input=' 'mbox' 'now=' 'summary' 'store=' 'project=' 'n/dry-run' 'explain' 'version' 'h/help'
        case 'test'
            __due-auto-reply_parse_subcommand -r 1 'for=+' 'bcc-ok' 'strict' 'reply-to-header' 'input=' 'mbox' 'from=' 'version' 'h/help'
        case 'log'
            __due-auto-reply_parse_subcommand 0 'since=' 'jsonl' 'store=' 'project=' 'version' 'h/help'
        case 'help'
            __due-auto-reply_parse_subcommand -r 1 'version'
        end
    end
end

function __due-auto-reply_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-auto-reply_parse_subcommand -S -a positional_count
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

function __due-auto-reply_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-auto-reply_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-auto-reply_tokens -p)
    if test -z "$(__due-auto-reply_tokens -t)"
        set -l index (count (__due-auto-reply_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-auto-reply' -f
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply" version' -l 'version' -d 'Show the version.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_positional "due-auto-reply" -eq 1' -fa 'answer' -d 'Answer messages, each once (default).'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_positional "due-auto-reply" -eq 1' -fa 'test' -d 'Tell whether messages would be answered, and which rule says no.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_positional "due-auto-reply" -eq 1' -fa 'log' -d 'Show what was decided of messages.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_positional "due-auto-reply" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" template' -l 'template' -d 'The answer: a JSON file, or a directory with its parts.' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" from' -l 'from' -d 'Answer as ADDRESS (default: the one written to).' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" via' -l 'via' -d 'Hand answers to stdout, sendmail[:PATH] or spool:DIR (default: stdout).' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" interval' -l 'interval' -d 'One answer a sender in this time (default: 7d).' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" daily-cap' -l 'daily-cap' -d 'At most N answers in 24 hours.' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" id' -l 'id' -d 'What %%ID%% says: header or ses.' -rfka 'header ses'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" compat' -l 'compat' -d '%%NAME%% is the whole From field.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" precedence' -l 'precedence' -d 'Add \'Precedence: junk\'.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer"' -l 'for' -d 'Answer for ADDRESS, or for all addresses of a domain; repeatable.' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" bcc-ok' -l 'bcc-ok' -d 'Answer also where we are in neither To nor Cc.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" strict' -l 'strict' -d 'Take doubtful verdicts of SES on spam and viruses for bad ones.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" reply-to-header' -l 'reply-to-header' -d 'Write to Reply-To, else From, instead of the envelope sender.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" input' -l 'input' -d 'What input is: eml, receipt or auto (default: auto).' -rfka 'eml receipt auto'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" mbox' -l 'mbox' -d 'Files and standard input have many messages, as an mbox has.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" dry-run n' -s 'n' -l 'dry-run' -d 'Write the answer on standard output; keep nothing.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" explain' -l 'explain' -d 'Say of each message what was decided, as JSON on standard error.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" version' -l 'version' -d 'Show the version.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply answer" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply test"' -l 'for' -d 'Answer for ADDRESS, or for all addresses of a domain; repeatable.' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply test" bcc-ok' -l 'bcc-ok' -d 'Answer also where we are in neither To nor Cc.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply test" strict' -l 'strict' -d 'Take doubtful verdicts of SES on spam and viruses for bad ones.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply test" reply-to-header' -l 'reply-to-header' -d 'Write to Reply-To, else From, instead of the envelope sender.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply test" input' -l 'input' -d 'What input is: eml, receipt or auto (default: auto).' -rfka 'eml receipt auto'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply test" mbox' -l 'mbox' -d 'Files and standard input have many messages, as an mbox has.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply test" from' -l 'from' -d 'Answer as ADDRESS.' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply test" version' -l 'version' -d 'Show the version.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply test" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply log" since' -l 'since' -d 'Decided at TIME or later.' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply log" jsonl' -l 'jsonl' -d 'Write JSON lines on a terminal too.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply log" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply log" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply log" version' -l 'version' -d 'Show the version.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply log" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-auto-reply' -n '__due-auto-reply_should_offer_completions_for_flags_or_options "due-auto-reply help" version' -l 'version' -d 'Show the version.'
