import DueSystem
